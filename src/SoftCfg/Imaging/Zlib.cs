using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace SoftCfg.Imaging;

/// <summary>Unpacks data in the zlib format (RFC 1950) that a stranger has written.</summary>
/// <remarks>
/// The runtime's <see cref="ZLibStream"/> takes data that ends early for whole, and answers a preset dictionary with an
/// internal exception. So the frame is read here and only its content given to <see cref="DeflateStream"/>.
/// </remarks>
internal static class Zlib
{
    private const int HeaderBytes = 2, ChecksumBytes = 4;
    private const int Deflate = 8, PresetDictionary = 0x20;

    /// <summary>Unpacks data, and stops at a limit: a few kilobytes can hold gigabytes.</summary>
    /// <param name="data">All of it.</param>
    /// <param name="maximumBytes">The most bytes to make.</param>
    /// <returns>What was packed; null if that is more than the limit.</returns>
    /// <exception cref="InvalidDataException">The data is damaged; the message is half a sentence.</exception>
    public static byte[]? Inflate(ReadOnlySpan<byte> data, int maximumBytes)
    {
        if (data.Length < HeaderBytes + ChecksumBytes)
            throw new InvalidDataException("because it ends within its frame");
        if ((data[0] & 0x0F) != Deflate || BinaryPrimitives.ReadUInt16BigEndian(data) % 31 != 0)
            throw new InvalidDataException("because it does not begin as zlib data does");
        if ((data[1] & PresetDictionary) != 0)
            throw new InvalidDataException("because it needs a preset dictionary, which a PNG file cannot hold");
        var unpacked = InflateContent(data[HeaderBytes..^ChecksumBytes], maximumBytes);
        if (unpacked is not null && Adler32(unpacked) != BinaryPrimitives.ReadUInt32BigEndian(data[^ChecksumBytes..]))
            throw new InvalidDataException("because it ends early or fails its checksum");
        return unpacked;
    }

    private static byte[]? InflateContent(ReadOnlySpan<byte> content, int maximumBytes)
    {
        using var deflate = new DeflateStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 14);
        try
        {
            for (int read; (read = deflate.Read(buffer)) > 0;)
            {
                if (unpacked.Length + read > maximumBytes)
                    return null;
                unpacked.Write(buffer, 0, read);
            }
            return unpacked.ToArray();
        }
        // The runtime has an exception of its own, which is one of input and output, for what zlib itself refuses.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidDataException("because its blocks are damaged", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        uint low = 1, high = 0;
        foreach (var value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }
        return high << 16 | low;
    }
}
