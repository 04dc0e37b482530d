namespace SoftCfg.Loading.Configuration;

/// <summary>
/// A configuration cannot be used: its file is missing or no YAML, or a value is not what it must be. The message names
/// the file, line and column, or the override, and says what was expected.
/// </summary>
public sealed class ConfigurationException : IOException
{
    private const int LongestProblem = 600;

    /// <summary>Describes what is wrong with a configuration.</summary>
    /// <param name="origin">Where.</param>
    /// <param name="problem">What is wrong, what was expected and what to do; whole sentences.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public ConfigurationException(ConfigOrigin origin, string problem, Exception? innerException = null)
        : base($"{origin}: {Shortened(problem)}", innerException) => (Origin, Problem) = (origin, Shortened(problem));

    /// <summary>Where the value was written.</summary>
    public ConfigOrigin Origin { get; }

    /// <summary>The message without the place.</summary>
    public string Problem { get; }

    // Problems quote what was written, and that may be a megabyte.
    private static string Shortened(string problem) =>
        problem.Length <= LongestProblem ? problem : $"{problem[..LongestProblem]} ...";
}
