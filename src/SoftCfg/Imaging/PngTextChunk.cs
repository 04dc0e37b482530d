using System.Text;

namespace SoftCfg.Imaging;

/// <summary>Decodes the data of one text chunk (PNG specification, section 11.3.3).</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="offset">Where the chunk begins, for messages.</param>
/// <param name="maximumBytes">The most bytes compressed text may unpack to.</param>
/// <param name="limit">The most bytes all texts of the file may have together, for messages.</param>
internal sealed class PngTextChunk(string path, long offset, int maximumBytes, int limit)
{
    public static ImageFormatException TooMuchText(string path, long offset, int limit) => new(path,
        $"the file holds more than {limit} bytes of text, which is the most for a file of its size; it is refused.", offset);

    /// <param name="type">tEXt, zTXt or iTXt.</param>
    /// <param name="data">The chunk's data.</param>
    public (string Keyword, string Text) Decode(string type, byte[] data)
    {
        var rest = data.AsSpan();
        var keyword = Encoding.Latin1.GetString(TakeUntilNul(ref rest, "keyword"));
        if (keyword.Length is 0 or > PngFormat.MaximumKeywordLength)
            throw Damaged($"its keyword has {keyword.Length} letters, expected 1 to {PngFormat.MaximumKeywordLength}");
        switch (type)
        {
            case "tEXt":
                return (keyword, Encoding.Latin1.GetString(rest));
            case "zTXt":
                var method = Take(ref rest, "compression method");
                return (keyword, Encoding.Latin1.GetString(Inflate(method, rest)));
            default:
                var compressed = Take(ref rest, "compression flag");
                method = Take(ref rest, "compression method");
                _ = TakeUntilNul(ref rest, "language");
                _ = TakeUntilNul(ref rest, "translated keyword");
                return (keyword, FromUtf8(compressed == 0 ? rest : Inflate(method, rest)));
        }
    }

    private static string Missing(string part) => $"the text chunk ends before its {part}";

    private ImageFormatException Damaged(string problem, Exception? inner = null) =>
        new(path, problem + ": the file is damaged.", offset, inner);

    private ReadOnlySpan<byte> TakeUntilNul(ref Span<byte> rest, string part)
    {
        var end = rest.IndexOf((byte)0);
        if (end < 0)
            throw Damaged(Missing("NUL after the " + part));
        var taken = rest[..end];
        rest = rest[(end + 1)..];
        return taken;
    }

    private byte Take(ref Span<byte> rest, string part)
    {
        if (rest.IsEmpty)
            throw Damaged(Missing(part));
        var taken = rest[0];
        rest = rest[1..];
        return taken;
    }

    private string FromUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return PngFormat.StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged("the text is not UTF-8", e);
        }
    }

    private byte[] Inflate(byte method, ReadOnlySpan<byte> compressed)
    {
        if (method != 0)
            throw Damaged($"compression method {method}, expected 0 (deflate)");
        try
        {
            return Zlib.Inflate(compressed, maximumBytes) ?? throw TooMuchText(path, offset, limit);
        }
        catch (InvalidDataException e)
        {
            throw Damaged($"the compressed text cannot be unpacked, {e.Message}", e);
        }
    }
}
