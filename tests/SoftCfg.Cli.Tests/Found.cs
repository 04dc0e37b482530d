namespace SoftCfg.Cli.Tests;

/// <summary>Files that once brought the tool down, or misled it.</summary>
internal static class Found
{
    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "found", name);
}
