namespace SoftCfg.Evaluation;

/// <summary>
/// A file of an evaluation cannot be used: images, statistics or a network. It is missing, damaged, of another kind, or
/// does not fit the others. The message names the file, says what was found, what was expected and what to do.
/// </summary>
public sealed class EvaluationFileException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What is wrong, where, what was expected and what to do; whole sentences.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public EvaluationFileException(string path, string message, Exception? inner = null)
        : base($"{path}: {message}", inner)
    {
        Path = path;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
