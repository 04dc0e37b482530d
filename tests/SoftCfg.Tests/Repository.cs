namespace SoftCfg.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = [".git", "artifacts", "bin", "obj", "TestResults", "training", "samples"];

    /// <summary>The folder of SoftCfg.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every source file below a folder, by its path from the root, with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        if (!folder.Exists)
            return [];
        var below = folder.EnumerateDirectories().Where(child => !NotSource.Contains(child.Name)).SelectMany(Walk);
        return folder.EnumerateFiles().Concat(below);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SoftCfg.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds SoftCfg.slnx: run the tests from the source tree.");
    }
}
