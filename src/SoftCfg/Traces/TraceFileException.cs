namespace SoftCfg.Traces;

/// <summary>
/// A trace file cannot be used: it is missing, damaged, or not a trace. The message names the file and the place in it,
/// says what was expected and what to do.
/// </summary>
public sealed class TraceFileException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, where in the file, what was expected; whole sentences.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public TraceFileException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
