namespace SoftCfg.Checkpoints;

/// <summary>
/// A weights file cannot be used: it is missing, damaged, of another kind, refused for safety, or does not fit the
/// model. The message names the file and the place in it, says what was expected and what to do.
/// </summary>
public sealed class CheckpointException : IOException
{
    /// <summary>Describes what is wrong with a weights file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, where in the file, what was expected and what to do; whole
    /// sentences.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public CheckpointException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
        Problem = problem;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The message without the file's path.</summary>
    public string Problem { get; }
}
