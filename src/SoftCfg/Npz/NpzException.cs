namespace SoftCfg.Npz;

/// <summary>An <c>.npz</c> file cannot be read: it is missing, damaged, or holds other arrays than it should.</summary>
public sealed class NpzException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, where in the file, what was expected; whole sentences.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public NpzException(string path, string problem, Exception? inner = null) : base($"{path}: {problem}", inner) =>
        (Path, Problem) = (path, problem);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The message without the file's path.</summary>
    public string Problem { get; }
}
