namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// Finds cases: every folder with a case.json, at any depth, in the project's own and the user's golden folder.
/// </summary>
internal static class GoldenCases
{
    /// <summary>Names a folder of further cases; eng/golden.sh sets it.</summary>
    public const string FolderVariable = "SOFTCFG_GOLDEN";

    /// <summary>The project's own cases, copied beside the tests.</summary>
    public static string OwnFolder { get; } = Path.Combine(AppContext.BaseDirectory, "golden");

    /// <summary>The user's folder; null when the variable is not set.</summary>
    /// <exception cref="DirectoryNotFoundException">The variable names no folder.</exception>
    public static string? GivenFolder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable(FolderVariable);
            if (string.IsNullOrEmpty(folder))
                return null;
            return Directory.Exists(folder)
                ? Path.GetFullPath(folder)
                : throw new DirectoryNotFoundException($"{FolderVariable} is \"{folder}\", which is not a folder.");
        }
    }

    /// <summary>Whether the project's own cases are left out: eng/golden.sh reports on the user's alone.</summary>
    public static bool OnlyGiven => GivenFolder is not null && GoldenReport.File is not null;

    /// <summary>
    /// The names of the cases under a folder: their paths in it, sorted; "." when the folder is a case itself.
    /// </summary>
    public static IEnumerable<string> Under(string root) =>
        Directory.EnumerateFiles(root, "case.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
