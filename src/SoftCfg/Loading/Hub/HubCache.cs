using System.IO.Enumeration;
using System.Text.RegularExpressions;
using SoftCfg.Checkpoints;
using SoftCfg.Files;
using SoftCfg.Options;

namespace SoftCfg.Loading.Hub;

/// <summary>
/// Finds files of Hugging Face repositories that are in the local cache already. Nothing is downloaded and nothing is
/// written.
/// </summary>
/// <remarks>
/// Layout: huggingface_hub, "Understand caching": <c>models--ORG--NAME/refs/REVISION</c> holds a commit,
/// <c>snapshots/COMMIT/FILE</c> is a link into <c>blobs</c>.
/// </remarks>
internal static partial class HubCache
{
    private const int LongestCommit = 256;
    private const int ListedNames = 12;

    private static readonly string[] CheckpointExtensions = [".safetensors", ".bin", ".pt", ".pth"];

    /// <summary>Whether a text is meant as a reference rather than as a path.</summary>
    /// <param name="text">Such as <c>hf:org/name</c> or <c>weights/model.bin</c>.</param>
    /// <returns>Whether it starts with <c>hf:</c>.</returns>
    public static bool IsReference(string text) => text.StartsWith(HubReference.Prefix, StringComparison.Ordinal);

    /// <summary>A path as it is, or the file that a reference stands for.</summary>
    internal static string PathOf(string text) => IsReference(text) ? Resolve(text) : text;

    /// <summary>Finds the file that a reference stands for.</summary>
    /// <param name="reference">
    /// <c>hf:org/name[@revision][:file]</c>. The revision is a branch, tag or commit, by default <c>main</c>; the file may be
    /// left out where the repository has only one checkpoint.
    /// </param>
    /// <param name="environment">Environment variables by name; by default those of the process.</param>
    /// <returns>The path of the file in its snapshot, beside the other files of the same commit.</returns>
    /// <exception cref="CheckpointException">
    /// The reference is malformed or leads out of its repository, or the file is not in the cache: the message says where it
    /// was looked for and which command fetches it.
    /// </exception>
    public static string Resolve(string reference, Func<string, string?>? environment = null)
    {
        var parsed = HubReference.Parse(reference);
        var repository = Path.Combine(HubFolder.Find(reference, environment ?? Environment.GetEnvironmentVariable), parsed.Folder);
        try
        {
            if (!Directory.Exists(repository))
                throw NotCached(parsed, $"the repository is not in the cache; looked for '{repository}'");
            var snapshot = Path.Combine(repository, "snapshots", Commit(parsed, repository));
            if (!Directory.Exists(snapshot))
                throw NotCached(parsed, $"revision {parsed.Revision} is not in the cache; looked for '{snapshot}'");
            var path = parsed.File is { } file ? Path.Combine(snapshot, file) : Only(parsed, snapshot);
            return Checked(parsed, repository, snapshot, path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not CheckpointException))
        {
            throw new CheckpointException(reference, $"the cache in '{repository}' cannot be read: {e.Message}", e);
        }
    }

    private static string Commit(HubReference reference, string repository)
    {
        var file = Path.Combine(repository, "refs", reference.Revision);
        if (!File.Exists(file))
        {
            return IsCommit().IsMatch(reference.Revision)
                ? reference.Revision
                : throw NotCached(reference, $"revision {reference.Revision} is not in the cache; looked for '{file}'");
        }
        EnsureInside(reference, repository, file);
        using var reader = new StreamReader(RegularFile.OpenStream(file));
        var buffer = new char[LongestCommit];
        var commit = new string(buffer, 0, reader.ReadBlock(buffer)).Trim();
        return IsCommit().IsMatch(commit)
            ? commit
            : throw NotCached(reference, $"'{file}' holds no commit: expected 40 hexadecimal digits");
    }

    /// <summary>The only checkpoint of a snapshot; the parts of a sharded one count as their index.</summary>
    private static string Only(HubReference reference, string snapshot)
    {
        var files = FilesIn(snapshot).Where(IsCheckpoint).ToList();
        return files switch
        {
            [var only] => Path.Combine(snapshot, only),
            [] => throw NotCached(reference,
                $"no checkpoint ({string.Join(", ", CheckpointExtensions)}) is among the files of '{snapshot}'"),
            _ => throw new CheckpointException(reference.Text,
                $"the repository has several checkpoints: {Listed(files)}. Add :FILE to say which."),
        };
    }

    private static bool IsCheckpoint(string file) =>
        file.EndsWith(".safetensors.index.json", StringComparison.Ordinal) ||
        (CheckpointExtensions.Contains(Path.GetExtension(file), StringComparer.Ordinal) && !IsShard().IsMatch(file));

    /// <summary>Files of a snapshot by relative path; folders that are links are not entered.</summary>
    private static List<string> FilesIn(string snapshot)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var files = new FileSystemEnumerable<string>(snapshot, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return files
            .Select(file => Path.GetRelativePath(snapshot, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    private static string Checked(HubReference reference, string repository, string snapshot, string path)
    {
        EnsureInside(reference, repository, path);
        if (Directory.Exists(path))
            throw new CheckpointException(reference.Text, $"'{path}' is a folder; name a file in it.");
        if (File.Exists(RealPath.Of(path)))
            return path;
        if (new FileInfo(path).LinkTarget is not null)
            throw NotCached(reference, $"the download of '{path}' is not complete");
        var files = FilesIn(snapshot);
        var near = Suggestion.For(reference.File ?? "", files);
        var held = files.Count == 0 ? "the snapshot is empty" : $"the snapshot has {Listed(files)}";
        throw NotCached(reference, $"the file '{reference.File}' is not in the cache{near.TrimEnd('.', '?')}; {held}; " +
            $"looked for '{path}'");
    }

    /// <summary>Refuses links that lead out of the repository; its blobs may be kept elsewhere as a whole.</summary>
    private static void EnsureInside(HubReference reference, string repository, string path)
    {
        var real = RealPath.Of(path);
        string[] allowed = [RealPath.Of(repository), RealPath.Of(Path.Combine(repository, "blobs"))];
        if (!allowed.Any(folder => real.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            throw new CheckpointException(reference.Text,
                $"'{path}' is a link to '{real}', outside the repository's folder in the cache. " +
                "It is refused: give that path itself.");
        }
    }

    private static CheckpointException NotCached(HubReference reference, string problem) =>
        new(reference.Text, $"{problem}. Fetch it with {reference.Command}.");

    private static string Listed(List<string> files) => files.Count <= ListedNames
        ? string.Join(", ", files)
        : $"{string.Join(", ", files.Take(ListedNames))} and {files.Count - ListedNames} more";

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex IsCommit();

    [GeneratedRegex(@"-[0-9]+-of-[0-9]+\.(safetensors|bin)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex IsShard();
}
