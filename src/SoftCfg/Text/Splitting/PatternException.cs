namespace SoftCfg.Text.Splitting;

/// <summary>A regular expression holds something that .NET would read differently, or not at all.</summary>
internal sealed class PatternException(string problem) : Exception(problem);
