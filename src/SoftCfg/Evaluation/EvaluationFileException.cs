namespace SoftCfg.Evaluation;

/// <summary>
/// A file of an evaluation cannot be used: it is missing, damaged, or not what it should be. The message names the file
/// and the place in it, says what was expected and what to do.
/// </summary>
public sealed class EvaluationFileException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">What is wrong, where in the file, what was expected; whole sentences.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public EvaluationFileException(string path, string message, Exception? inner = null)
        : base($"{path}: {message}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
