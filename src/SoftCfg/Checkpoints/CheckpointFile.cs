using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Checkpoints;

/// <summary>
/// A weights file open for reading at any offset. Every read is checked against the file's length before anything is
/// allocated.
/// </summary>
/// <remarks>
/// Reads are positioned reads rather than a memory map: the bytes are copied into tensors either way, and a mapped file
/// that shrinks while it is read kills the process where a read only fails.
/// </remarks>
internal sealed class CheckpointFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private CheckpointFile(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    internal string Path { get; }

    internal long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CheckpointException">It is missing, empty, a folder, or cannot be opened.</exception>
    internal static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "this is a folder. Give the weights file in it, such as " +
                "model.safetensors, model.safetensors.index.json or pytorch_model.bin.");
        }
        SafeFileHandle? opened = null;
        try
        {
            opened = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
            var file = new CheckpointFile(path, opened);
            if (file.Length == 0)
                throw file.Error("the file is empty (0 bytes). Download it again.");
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            opened?.Dispose();
            if (e is CheckpointException)
                throw;
            throw new CheckpointException(path, $"the file cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <param name="offset">Bytes from the start of the file.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="what">What the bytes are, for the message: "the header".</param>
    /// <exception cref="CheckpointException">The file ends earlier, or the system cannot read it.</exception>
    internal void Read(long offset, Span<byte> destination, string what)
    {
        EnsureWithin(offset, destination.Length, what);
        try
        {
            for (var done = 0; done < destination.Length;)
            {
                var read = RandomAccess.Read(handle, destination[done..], offset + done);
                if (read == 0)
                    throw Error($"the file became shorter while {what} was read at offset {offset + done}.");
                done += read;
            }
        }
        catch (Exception e) when (e is IOException and not CheckpointException or UnauthorizedAccessException)
        {
            throw Error($"{what} at offset {offset} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads <paramref name="count"/> bytes from <paramref name="offset"/> on.</summary>
    internal byte[] Read(long offset, long count, string what)
    {
        EnsureWithin(offset, count, what);
        if (count > Array.MaxLength)
            throw Error($"{what} at offset {offset} has {count} bytes, more than can be held at once.");
        var bytes = new byte[count];
        Read(offset, bytes, what);
        return bytes;
    }

    /// <summary>Refuses a range that is not inside the file.</summary>
    internal void EnsureWithin(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > Length || count > Length - offset)
        {
            throw Error($"{what} should take {count} bytes at offset {offset}, but the file has {Length} bytes. " +
                "It is damaged or incomplete: download it again.");
        }
    }

    internal CheckpointException Error(string problem, Exception? inner = null) => new(Path, problem, inner);

    public void Dispose() => handle.Dispose();
}
