using System.Buffers.Binary;
using System.Text;

namespace SoftCfg.EndToEnd.Tests;

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
