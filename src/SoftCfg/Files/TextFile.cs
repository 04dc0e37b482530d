using System.Text;

namespace SoftCfg.Files;

/// <summary>Small files of text, read and written as the library reads and writes its own.</summary>
public static class TextFile
{
    /// <summary>Reads a file; pipes and devices are refused without waiting for them.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="most">Bytes that it may have at most.</param>
    /// <returns>Its text.</returns>
    /// <exception cref="IOException">It is missing, no file, larger, or cannot be read; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string path, int most) => Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, most));

    /// <summary>Refuses a name that could not be written, before there is anything to write; what is there stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void EnsureWritable(string path) => new AtomicFile(path).Dispose();

    /// <summary>Writes a file under a temporary name and renames it: it is there whole, or as it was before.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced.</param>
    /// <param name="text">Its text, written in UTF-8.</param>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, string text)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }
}
