using System.Globalization;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// Writes what eng/golden.sh prints: a line per case, tab-separated (ok or FAIL, name, details), appended to the file
/// that a variable names. Does nothing without it. Tests over <see cref="GoldenCases.FolderVariable"/> that carry the
/// trait <c>Category=Golden</c> report here, and only on what they found under that folder.
/// </summary>
internal static class GoldenReport
{
    /// <summary>Names the file; eng/golden.sh sets it.</summary>
    public const string FileVariable = "SOFTCFG_GOLDEN_REPORT";

    private static readonly Lock Writing = new();

    /// <summary>The file; null when nobody asked for a report.</summary>
    public static string? File =>
        Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file ? file : null;

    /// <summary>A case that agrees, with its largest errors.</summary>
    public static void Passed(string name, double relativeL2, double absolute) =>
        Passed(name, string.Create(CultureInfo.InvariantCulture, $"rel {relativeL2:0.0e+00}  abs {absolute:0.0e+00}"));

    /// <summary>A case that agrees, where numbers do not say it.</summary>
    public static void Passed(string name, string details) => Append("ok", name, details);

    /// <summary>A case that does not agree, or could not be run.</summary>
    public static void Failed(string name, string reason) => Append("FAIL", name, reason);

    private static void Append(string outcome, string name, string details)
    {
        if (File is not { } file)
            return;
        var line = string.Join(' ', details.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        lock (Writing)
            System.IO.File.AppendAllText(file, $"{outcome}\t{name}\t{line}\n");
    }
}
