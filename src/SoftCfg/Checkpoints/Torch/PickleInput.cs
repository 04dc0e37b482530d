using System.Buffers.Binary;
using System.Text;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Reads the bytes of a pickle in order from a range of a file. Lengths are checked before memory is taken.
/// </summary>
internal sealed class PickleInput(CheckpointFile file, long begin, long end)
{
    private const int MaximumLineBytes = 4096;
    private const int MaximumTextBytes = 64 << 20;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] window = new byte[1 << 14];
    private readonly long start = begin;
    private long windowStart = begin;
    private int windowLength;

    /// <summary>Where the next byte is, from the start of the file.</summary>
    internal long Position { get; private set; } = begin;

    /// <summary>Bytes read so far.</summary>
    internal long Consumed => Position - start;

    private long Remaining => end - Position;

    internal byte ReadByte()
    {
        if (Remaining <= 0)
        {
            throw Error("the pickle ends before its STOP opcode. The file is damaged or incomplete: download it " +
                "again.");
        }
        if (Position >= windowStart + windowLength)
        {
            windowStart = Position;
            windowLength = (int)Math.Min(window.Length, Remaining);
            file.Read(windowStart, window.AsSpan(0, windowLength), "the pickle");
        }
        return window[Position++ - windowStart];
    }

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2));

    internal int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    internal long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    internal double ReadBigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8));

    /// <summary>Reads bytes whose number the file itself gives, so it may be negative or beyond the end.</summary>
    internal byte[] ReadBytes(long count)
    {
        if (count < 0 || count > Remaining || count > MaximumTextBytes)
        {
            throw Error($"an opcode claims {count} bytes, but the pickle has {Remaining} left, and at most " +
                $"{MaximumTextBytes} are allowed.");
        }
        var bytes = new byte[count];
        if (count <= window.Length)
        {
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = ReadByte();
        }
        else
        {
            file.Read(Position, bytes, "the pickle");
            Position += count;
        }
        return bytes;
    }

    internal string ReadText(long count)
    {
        var bytes = ReadBytes(count);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw Error("a text is not valid UTF-8.", e);
        }
    }

    /// <summary>Reads a line of the text opcodes, without its line feed.</summary>
    internal string ReadLine()
    {
        var line = new List<byte>();
        for (var next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            line.Add(next);
            if (line.Count > MaximumLineBytes)
                throw Error($"a line of text has more than {MaximumLineBytes} bytes.");
        }
        try
        {
            return Utf8.GetString([.. line]);
        }
        catch (ArgumentException e)
        {
            throw Error("a line of text is not valid UTF-8.", e);
        }
    }

    /// <summary>An error at the position just read.</summary>
    internal CheckpointException Error(string problem, Exception? inner = null) =>
        file.Error($"pickle at offset {Position}: {problem}", inner);
}
