namespace SoftCfg.Files;

/// <summary>
/// A file written under a temporary name beside its final one. It takes the final name with <see cref="Commit"/>;
/// disposed without it, it leaves nothing, and what had the name before stays.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string path;
    private readonly string temporaryPath;
    private readonly FileStream stream;

    public AtomicFile(string path)
    {
        this.path = Path.GetFullPath(path);
        if (Directory.Exists(this.path))
            throw new IOException($"'{this.path}' is a folder; give the name of a file.");
        var folder = Path.GetDirectoryName(this.path);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder of '{this.path}' does not exist; create it first.");
        temporaryPath = Path.Combine(folder, $".softcfg-{Guid.NewGuid():N}.tmp");
        stream = new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>Where the content goes; seekable.</summary>
    public Stream Stream => stream;

    /// <summary>Closes the file and gives it its final name.</summary>
    public void Commit()
    {
        // On the disk before it has the name: a name never points to a file a power cut emptied.
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(temporaryPath, path, overwrite: true);
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        // Closing flushes; on a full disk that throws, and the file must go all the same.
        try
        {
            stream.Dispose();
        }
        finally
        {
            File.Delete(temporaryPath);
        }
    }
}
