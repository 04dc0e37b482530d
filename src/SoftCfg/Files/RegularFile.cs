using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Files;

/// <summary>
/// The one way in which the library opens a file for reading: what is no regular file is refused before it is opened, since
/// opening a pipe waits for somebody to write to it, and a device never ends.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file for positioned reads.</summary>
    /// <exception cref="IOException">It is missing, a folder, a pipe or a device, or cannot be opened; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static SafeFileHandle Open(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new FileNotFoundException("The name of the file holds a NUL character; no file has such a name.", path);
        Refuse(path, FileStatus.Of(path));
        if (Directory.Exists(path))
            throw new NotAFileException(path, "a folder");
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
        try
        {
            // It may have become another one in between.
            Refuse(path, FileStatus.Of(handle));
            RandomAccess.GetLength(handle);
            return handle;
        }
        // Where the system was not asked: what has no length is a pipe.
        catch (NotSupportedException)
        {
            handle.Dispose();
            throw new NotAFileException(path, "a pipe");
        }
        catch (IOException)
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file as a stream; throws like <see cref="Open"/>.</summary>
    internal static FileStream OpenStream(string path) => new(Open(path), FileAccess.Read);

    /// <summary>Reads a file that should be small; throws like <see cref="Open"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="IOException">It is larger.</exception>
    internal static byte[] ReadAllBytes(string path, int most)
    {
        using var stream = OpenStream(path);
        // What /proc holds has no length and yet bytes, so the length is not believed.
        var buffer = new MemoryStream();
        var chunk = new byte[Math.Min(most, 1 << 16) + 1];
        while (stream.Read(chunk) is > 0 and var read)
        {
            if (buffer.Length + read > most)
                throw new IOException($"'{path}' is larger than {most} bytes, so it is not what is expected here.");
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    private static void Refuse(string path, FileStatus? status)
    {
        if (status is { IsRegular: false } other)
            throw new NotAFileException(path, other.Name);
    }
}
