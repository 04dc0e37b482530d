namespace SoftCfg.Runs;

/// <summary>
/// A run cannot be begun, gone on with or read: its folder is missing, full, damaged or of another run. The message names the file
/// or folder and says what to do.
/// </summary>
public sealed class RunException : IOException
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong with it, what was expected; whole sentences.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public RunException(string path, string problem, Exception? inner = null) : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
