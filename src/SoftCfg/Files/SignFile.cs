using System.Text;

namespace SoftCfg.Files;

/// <summary>
/// A small file that is written again and again, and looked at for whether it changes: overwritten in its place, at one
/// length, so that no new file is made every few seconds and a full disk does not matter.
/// </summary>
internal static class SignFile
{
    /// <summary>Bytes of the file; shorter texts are filled up with spaces.</summary>
    internal const int Bytes = 1024;

    /// <summary>Writes the text.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal static void Write(string path, string text)
    {
        var content = new byte[Bytes];
        content.AsSpan().Fill((byte)' ');
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, Bytes - 1)).CopyTo(content);
        content[^1] = (byte)'\n';
        // Opened and closed every time: only then does a network file system show it to others.
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });
        stream.Write(content);
    }

    /// <summary>Reads the text; null where there is no file, or none that can be read.</summary>
    internal static string? TryRead(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, 4 * Bytes)).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
