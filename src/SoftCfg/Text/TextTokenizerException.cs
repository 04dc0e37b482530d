namespace SoftCfg.Text;

/// <summary>
/// A tokenizer cannot be used: its files are missing, damaged or of another kind, or it has no such token. The message
/// names the file and the key in it, says what was expected and what to do.
/// </summary>
public sealed class TextTokenizerException : IOException
{
    /// <summary>Describes what is wrong with a tokenizer.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong, at which key, what was expected and what to do; whole sentences.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public TextTokenizerException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException) => (Path, Problem) = (path, problem);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Problem { get; }
}
