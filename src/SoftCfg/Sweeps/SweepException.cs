namespace SoftCfg.Sweeps;

/// <summary>
/// A sweep cannot be run or gone on with: a file or folder is missing, damaged, in use or of another sweep. The message
/// names it and says what to do.
/// </summary>
public sealed class SweepException : IOException
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What is wrong with it, what was expected; whole sentences.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public SweepException(string path, string message, Exception? inner = null) : base($"{path}: {message}", inner) =>
        Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
