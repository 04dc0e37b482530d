using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SoftCfg.Files;

namespace SoftCfg.Imaging;

/// <summary>
/// Writes 8-bit RGB PNG files with text chunks that say how an image was made (PNG specification, third edition).
/// </summary>
/// <remarks>
/// No time stamp and no ambient setting goes into a file: the same image and text give the same bytes with the same
/// .NET runtime. Another runtime may bring another zlib; then the files differ and their pixels do not.
/// </remarks>
public static class PngWriter
{
    /// <summary>Writes a file under a temporary name, then renames it; failing, it leaves nothing.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced.</param>
    /// <param name="image">The image.</param>
    /// <param name="text">
    /// Keywords (1 to 79 Latin-1 characters) and texts in any language, in the order to write them.
    /// <see cref="PngText"/> reads them back, up to <see cref="PngText.MaximumTextBytes"/>.
    /// </param>
    /// <param name="cancellationToken">Gives up the file.</param>
    /// <exception cref="ArgumentException">PNG has no place for a keyword or text; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, RgbImage image, IEnumerable<KeyValuePair<string, string>>? text = null,
        CancellationToken cancellationToken = default)
    {
        using var file = new AtomicFile(path);
        Encode(file.Stream, image, text, cancellationToken);
        file.Commit();
    }

    /// <summary>Writes a PNG to a stream.</summary>
    /// <param name="output">Where it goes; left open.</param>
    /// <param name="image">The image.</param>
    /// <param name="text">Keywords and texts, as in <see cref="Write"/>.</param>
    /// <param name="cancellationToken">Stops before the image's data is written.</param>
    /// <exception cref="ArgumentException">PNG has no place for a keyword or text.</exception>
    public static void Encode(Stream output, RgbImage image, IEnumerable<KeyValuePair<string, string>>? text = null,
        CancellationToken cancellationToken = default)
    {
        output.Write(PngFormat.Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        // 8 bits, colour type 2 (RGB); deflate, adaptive filters, not interlaced are the zeros behind.
        (header[8], header[9]) = (8, 2);
        WriteChunk(output, "IHDR", header);
        foreach (var (keyword, value) in text ?? [])
            WriteText(output, keyword, value);
        var data = Compress(image, cancellationToken);
        WriteChunk(output, "IDAT", data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(output, "IEND", []);
    }

    private static MemoryStream Compress(RgbImage image, CancellationToken cancellationToken)
    {
        var compressed = new MemoryStream();
        var stride = 3 * image.Width;
        var filter = new PngRowFilter(stride);
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                zlib.Write(filter.Apply(image.Pixels.AsSpan(y * stride, stride)));
            }
        }
        return compressed;
    }

    private static void WriteText(Stream output, string keyword, string text)
    {
        PngFormat.ValidateKeyword(keyword);
        if (PngFormat.IsPlainText(text))
        {
            WriteChunk(output, "tEXt", [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)]);
            return;
        }
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"The text of '{keyword}' holds a NUL character; PNG cannot.", nameof(text));
        // Behind the keyword: not compressed (flag, method), no language, no translated keyword.
        byte[] data = [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. PngFormat.StrictUtf8.GetBytes(text)];
        WriteChunk(output, "iTXt", data);
    }

    private static void WriteChunk(Stream output, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, data.Length);
        Encoding.ASCII.GetBytes(type, head[4..]);
        output.Write(head);
        output.Write(data);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.Append(Crc32.Append(0, head[4..]), data));
        output.Write(crc);
    }
}
