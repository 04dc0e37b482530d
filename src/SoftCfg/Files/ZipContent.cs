using System.IO.Compression;

namespace SoftCfg.Files;

/// <summary>
/// The content of one entry of a zip archive, stored or deflated, read from front to back. What comes out is never longer
/// than the directory said, and <see cref="Finish"/> compares it with the checksum.
/// </summary>
internal sealed class ZipContent : IDisposable
{
    private const ushort Stored = 0, Deflated = 8;

    /// <summary>Deflate makes 258 bytes of two bits at best: 1032 to 1. A directory that claims more lies.</summary>
    private const long GreatestRatio = 1032;

    private readonly ForeignFile file;
    private readonly ZipEntry entry;
    private readonly Stream stream;
    private long position;
    private uint checksum;

    /// <summary>Begins to read an entry; the archive has to stay open.</summary>
    /// <exception cref="IOException">It is encrypted, or compressed in a way that is not understood.</exception>
    internal ZipContent(ForeignFile file, ZipDirectory directory, ZipEntry entry)
    {
        (this.file, this.entry) = (file, entry);
        if (entry.IsEncrypted)
            throw file.Error($"'{ForeignText.Show(entry.Name)}' is encrypted. Write the archive anew without a password.");
        if (entry.Method is not (Stored or Deflated) || (entry.Method == Stored && entry.StoredBytes != entry.Bytes))
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' is compressed by method {entry.Method}; expected stored (0) or " +
                "deflated (8). Write the archive anew.");
        }
        if (entry.Bytes / GreatestRatio > entry.StoredBytes)
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' claims {entry.Bytes} bytes, more than {entry.StoredBytes} deflated bytes " +
                "can hold. The file is damaged or made to exhaust memory.");
        }
        var range = new FileRange(file, directory.Locate(entry), entry.StoredBytes, $"'{ForeignText.Show(entry.Name)}'");
        stream = entry.Method == Stored ? range : new DeflateStream(range, CompressionMode.Decompress);
    }

    /// <summary>Bytes that have not been read yet.</summary>
    internal long Remaining => entry.Bytes - position;

    /// <summary>Fills <paramref name="destination"/> with the bytes that come next.</summary>
    /// <exception cref="IOException">The content ends before, or cannot be inflated.</exception>
    internal void Read(Span<byte> destination)
    {
        if (destination.Length > Remaining)
            throw TooShort(entry.Bytes);
        for (var rest = destination; rest.Length > 0;)
        {
            var read = Inflate(rest);
            if (read == 0)
                throw TooShort(position);
            checksum = Crc32.Append(checksum, rest[..read]);
            position += read;
            rest = rest[read..];
        }
    }

    /// <summary>Checks, behind the last byte, that nothing follows and that the checksum is right.</summary>
    /// <exception cref="IOException">It is not; the content read so far was damaged.</exception>
    internal void Finish()
    {
        Span<byte> more = stackalloc byte[1];
        if (Inflate(more) > 0)
            throw file.Error($"'{ForeignText.Show(entry.Name)}' has more content than its {entry.Bytes} bytes. The file is damaged.");
        if (checksum != entry.Checksum)
            throw file.Error($"'{ForeignText.Show(entry.Name)}' fails its checksum. The file is damaged: copy it or write it again.");
    }

    public void Dispose() => stream.Dispose();

    private int Inflate(Span<byte> destination)
    {
        try
        {
            return stream.Read(destination);
        }
        catch (InvalidDataException e)
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' cannot be inflated behind byte {position}. The file is damaged.", e);
        }
    }

    private IOException TooShort(long end) => file.Error(
        $"'{ForeignText.Show(entry.Name)}' ends at byte {end} of {entry.Bytes}, in the middle of its content. The file is damaged.");
}
