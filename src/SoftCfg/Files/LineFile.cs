using System.Text;

namespace SoftCfg.Files;

/// <summary>A file to which whole lines are added, by one process.</summary>
public sealed class LineFile : IDisposable
{
    private readonly Lock writing = new();
    private readonly FileStream stream;

    /// <summary>Opens a file, or makes it; what is in it stays.</summary>
    /// <param name="path">The file, in an existing folder.</param>
    /// <exception cref="IOException">It cannot be written, or is no file; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public LineFile(string path)
    {
        if (FileStatus.Of(path) is { IsRegular: false } other)
            throw new NotAFileException(path, other.Name);
        stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Adds a line in one write, so that a reader sees whole lines.</summary>
    /// <param name="line">The line, without its break.</param>
    /// <exception cref="IOException">The disk is full, or the file is gone.</exception>
    public void Write(string line)
    {
        lock (writing)
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
