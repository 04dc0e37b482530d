namespace SoftCfg.Imaging;

/// <summary>A file is not the image it should be; the message says which, where and what was expected.</summary>
public sealed class ImageFormatException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What was found and what was expected, as a sentence.</param>
    /// <param name="offset">The byte at which it was found, if known.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public ImageFormatException(string path, string problem, long? offset = null, Exception? innerException = null)
        : base(offset is null ? $"'{path}': {problem}" : $"'{path}', byte {offset}: {problem}", innerException)
    {
        (Path, Problem, Offset) = (path, problem, offset);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The message without the file's path.</summary>
    public string Problem { get; }

    /// <summary>The byte at which the problem was found; null where only the decoder knows.</summary>
    public long? Offset { get; }
}
