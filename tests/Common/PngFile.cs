using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SoftCfg.Tests.Common;

/// <summary>As much of the PNG format as tells files apart, written independently of the library.</summary>
internal static class PngFile
{
    private static readonly byte[] Signature = [0x89, .. "PNG\r\n\x1a\n"u8];

    /// <summary>The packed pixels of a complete file.</summary>
    public static string Pixels(byte[] png) => Convert.ToHexString(Chunks(png).Single(c => c.Type == "IDAT").Data);

    /// <summary>The text chunks: values by keyword.</summary>
    public static IReadOnlyDictionary<string, string> Text(byte[] png) => Chunks(png)
        .Where(chunk => chunk.Type is "tEXt" or "iTXt").Select(chunk => Encoding.UTF8.GetString(chunk.Data).Split('\0'))
        .ToDictionary(parts => parts[0], parts => parts[^1], StringComparer.Ordinal);

    public static (int Width, int Height) Size(byte[] png)
    {
        var header = Chunks(png)[0].Data;
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
    }

    /// <summary>Asserts that a file is a PNG from its first to its last byte.</summary>
    public static void AssertComplete(byte[] png) => Assert.Equal("IEND", Chunks(png)[^1].Type);

    /// <summary>Writes a smooth image.</summary>
    public static byte[] Smooth(int width, int height)
    {
        var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
                zlib.Write([0, .. Enumerable.Range(0, width).SelectMany(x => new[] { (byte)x, (byte)y, (byte)(x + y) })]);
        }
        return [.. Signature, .. Chunk("IHDR", Header(width, height)), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>An image that only claims its size.</summary>
    public static byte[] Huge(int width, int height) =>
        [.. Signature, .. Chunk("IHDR", Header(width, height)), .. Chunk("IDAT", [0]), .. Chunk("IEND", [])];

    private static byte[] Header(int width, int height)
    {
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];  // 8 bits, RGB
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return header;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        var numbers = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(numbers, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(4), Crc(content));
        return [.. numbers[..4], .. content, .. numbers[4..]];
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        Assert.Equal(Signature, png[..Signature.Length]);
        var chunks = new List<(string, byte[])>();
        for (var at = Signature.Length; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        return chunks;
    }
}
