using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Files;

/// <summary>
/// A file from elsewhere, open for reading at any offset. Every read is checked against the file's length before anything
/// is allocated. The rooms that read such files derive from it, each with the one exception it refuses them by.
/// </summary>
/// <remarks>
/// Reads are positioned reads rather than a memory map: the bytes are copied either way, and a mapped file that shrinks
/// while it is read kills the process where a read only fails.
/// </remarks>
internal abstract class ForeignFile : IDisposable
{
    private readonly SafeFileHandle handle;

    protected ForeignFile(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    internal string Path { get; }

    internal long Length { get; }

    /// <summary>The room's exception; the message names this file.</summary>
    internal abstract IOException Error(string problem, Exception? inner = null);

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <param name="offset">Bytes from the start of the file.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="what">What the bytes are, for the message: "the header".</param>
    /// <exception cref="IOException">The file ends earlier, or the system cannot read it: <see cref="Error"/>.</exception>
    internal void Read(long offset, Span<byte> destination, string what)
    {
        EnsureWithin(offset, destination.Length, what);
        for (var done = 0; done < destination.Length;)
        {
            var read = ReadSome(offset + done, destination[done..], what);
            if (read == 0)
                throw Error($"the file became shorter while {what} was read at offset {offset + done}.");
            done += read;
        }
        Observe(offset, destination);
    }

    /// <summary>Sees whatever is read, for rooms that want to know; nothing by default.</summary>
    protected virtual void Observe(long offset, ReadOnlySpan<byte> bytes)
    {
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

    public void Dispose() => handle.Dispose();

    /// <summary>Opens a file that exists and is not empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">The room's exception of a problem.</param>
    protected static SafeFileHandle OpenHandle(string path, Func<string, Exception?, IOException> error)
    {
        SafeFileHandle? opened = null;
        try
        {
            opened = RegularFile.Open(path);
            if (RandomAccess.GetLength(opened) > 0)
                return opened;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw error("there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            opened?.Dispose();
            throw error($"the file cannot be opened: {e.Message}", e);
        }
        opened.Dispose();
        throw error("the file is empty (0 bytes). Download it again.", null);
    }

    private int ReadSome(long offset, Span<byte> destination, string what)
    {
        try
        {
            return RandomAccess.Read(handle, destination, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error($"{what} at offset {offset} cannot be read: {e.Message}", e);
        }
    }
}
