using System.Globalization;
using SoftCfg.Imaging;

namespace SoftCfg.Cli;

/// <summary>The images that a path means, and the names of those that are written.</summary>
internal static class ImageFiles
{
    /// <summary>Finds images: the file itself, or those of a folder; notes what of the folder was left out.</summary>
    /// <param name="asker">What wants them, for messages.</param>
    /// <param name="path">An image or a folder.</param>
    /// <param name="session">Takes the notes.</param>
    /// <returns>Paths, at least one.</returns>
    public static IReadOnlyList<string> Find(string asker, string path, Session session)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new UsageException($"{asker}: there is no file or folder '{path}'. Give an image or a folder of images.");
        var folder = ImageFolder.Open(path);
        if (folder.Files.Count == 0)
        {
            throw new UsageException(
                string.Join(' ', folder.Remarks.Prepend($"{asker}: the folder '{path}' holds no images (.png, .jpg, .jpeg).")));
        }
        foreach (var remark in folder.Remarks)
            session.Note(remark);
        return folder.Files;
    }

    /// <summary>The file of an image in a folder, by its index.</summary>
    public static string Numbered(string folder, long index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index:D6}.png"));

    /// <summary>Refuses to replace what has yet to be read.</summary>
    /// <param name="read">The images to read.</param>
    /// <param name="written">The files to write.</param>
    public static void RefuseReplacing(IEnumerable<string> read, IEnumerable<string> written)
    {
        var targets = written.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (read.FirstOrDefault(file => targets.Contains(Path.GetFullPath(file))) is { } lost)
        {
            throw new UsageException(
                $"--output: '{lost}' would be replaced, which is one of the originals. Give another folder.");
        }
    }

    /// <summary>Makes folders and writes to each: minutes later is a bad time to find that it cannot be.</summary>
    /// <param name="output">What <c>--output</c> says.</param>
    /// <param name="folders">The folders.</param>
    public static void Prepare(string output, IEnumerable<string> folders)
    {
        try
        {
            foreach (var folder in folders.Distinct(StringComparer.Ordinal))
            {
                Directory.CreateDirectory(folder);
                var probe = Path.Combine(folder, $".softcfg-{Guid.NewGuid():N}.tmp");
                using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                {
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: cannot write to '{output}': {e.Message}");
        }
    }
}
