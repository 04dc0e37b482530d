using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SoftCfg.Files;

namespace SoftCfg.Imaging;

/// <summary>Reads the text chunks of a PNG file, our own or a stranger's, without decoding its pixels.</summary>
public static class PngText
{
    /// <summary>Bytes of text, unpacked, that are read from one file: 16 MiB. More is refused.</summary>
    public const int MaximumTextBytes = 16 << 20;

    /// <summary>
    /// How many times the file's size its texts may unpack to. Words and numbers pack to a tenth; deflate goes to a thousandth,
    /// which only serves to exhaust a reader's memory.
    /// </summary>
    private const int MaximumRatio = 64;

    /// <summary>Reads tEXt, zTXt and iTXt chunks; checks the length and checksum of every chunk.</summary>
    /// <param name="path">A PNG file.</param>
    /// <returns>Keywords and texts in the file's order; a keyword may repeat.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">The file is not a PNG, is damaged or has too much text.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        using var file = ImageFile.Open(path);
        Span<byte> signature = stackalloc byte[PngFormat.Signature.Length];
        if (file.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false) < signature.Length ||
            !signature.SequenceEqual(PngFormat.Signature))
        {
            throw new ImageFormatException(path, "not a PNG file: it does not begin with the PNG signature.", 0);
        }
        var texts = new List<KeyValuePair<string, string>>();
        var limit = (int)Math.Min(MaximumTextBytes, MaximumRatio * file.Length);
        var remainingText = limit;
        string type;
        do
        {
            var offset = file.Position;
            type = ReadChunk(file, path, out var data);
            if (offset == signature.Length && type != "IHDR")
                throw new ImageFormatException(path, $"the first chunk is '{type}', expected 'IHDR'.", offset);
            if (data is null)
                continue;
            if (data.Length > remainingText)
                throw PngTextChunk.TooMuchText(path, offset, limit);
            var chunk = new PngTextChunk(path, offset, remainingText, limit);
            var (keyword, text) = chunk.Decode(type, data);
            remainingText -= Math.Max(data.Length, text.Length);
            texts.Add(new(keyword, text));
        }
        while (type != "IEND");
        return texts;
    }

    /// <summary>Reads one chunk, checks its checksum and keeps its data if it is text.</summary>
    private static string ReadChunk(FileStream file, string path, out byte[]? text)
    {
        var offset = file.Position;
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw new ImageFormatException(path, "the file ends where a chunk should begin, before 'IEND'.", offset);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        var type = Encoding.Latin1.GetString(head[4..]);
        if (!type.All(char.IsAsciiLetter))
            throw new ImageFormatException(path, "expected a chunk type of four letters.", offset + 4);
        if (length > file.Length - file.Position - 4)
        {
            throw new ImageFormatException(path,
                $"chunk '{type}' claims {length} bytes but the file ends after {file.Length - file.Position}: it is " +
                "cut off or damaged.", offset);
        }
        var isText = type is "tEXt" or "zTXt" or "iTXt";
        if (isText && length > MaximumTextBytes)
            throw PngTextChunk.TooMuchText(path, offset, MaximumTextBytes);
        text = isText ? new byte[length] : null;
        var crc = ReadData(file, length, Crc32.Append(0, head[4..]), text);
        file.ReadExactly(head[..4]);
        if (BinaryPrimitives.ReadUInt32BigEndian(head) != crc)
            throw new ImageFormatException(path, $"the checksum of chunk '{type}' is wrong: it is damaged.", offset);
        return type;
    }

    /// <summary>Reads a chunk's data through a small buffer, whatever its length.</summary>
    private static uint ReadData(FileStream file, long length, uint crc, byte[]? text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (var done = 0L; done < length;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
                file.ReadExactly(part);
                crc = Crc32.Append(crc, part);
                if (text is not null)
                    part.CopyTo(text.AsSpan((int)done));
                done += part.Length;
            }
            return crc;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
