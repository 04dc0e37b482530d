using System.Buffers.Binary;
using System.Text;

namespace SoftCfg.Files;

/// <summary>Reads the entries of a central directory one after another.</summary>
internal sealed class ZipDirectoryReader(ForeignFile file, ZipEnd end)
{
    private const uint CentralHeader = 0x02014b50;
    private const int CentralHeaderBytes = 46;
    private const ushort Zip64Field = 1;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] directory = file.Read(end.DirectoryOffset, end.DirectoryBytes, "the zip directory");
    private int position;
    private long count;

    /// <summary>The next entry, or null behind the last one.</summary>
    internal ZipEntry? Next()
    {
        if (position == directory.Length)
        {
            return count == end.Entries
                ? null
                : throw file.Error($"the zip directory has {count} entries; its end record says {end.Entries}.");
        }
        count++;
        var header = Take(CentralHeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != CentralHeader)
            throw Error("there is no entry");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        var name = ReadName(Take(nameLength));
        var extra = Take(extraLength);
        Take(commentLength);

        // A field of all ones stands in the zip64 extra field instead, in this order.
        var zip64 = FindZip64(extra);
        var bytes = Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[24..]), ref zip64);
        var storedBytes = Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), ref zip64);
        var headerOffset = Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[42..]), ref zip64);
        return new ZipEntry(name, BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            storedBytes, bytes, headerOffset);
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > directory.Length - position)
            throw Error("an entry is cut off");
        position += bytes;
        return directory.AsSpan(position - bytes, bytes);
    }

    private string ReadName(ReadOnlySpan<byte> name)
    {
        try
        {
            return Utf8.GetString(name);
        }
        catch (ArgumentException e)
        {
            throw file.Error(
                $"a name in the zip directory at offset {end.DirectoryOffset + position} is not valid UTF-8.", e);
        }
    }

    private ReadOnlySpan<byte> FindZip64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                throw Error("an extra field is cut off");
            if (id == Zip64Field)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return [];
    }

    private long Widen(uint value, ref ReadOnlySpan<byte> zip64)
    {
        if (value != uint.MaxValue)
            return value;
        if (zip64.Length < 8)
            throw Error("an entry lacks its 64-bit size or offset");
        var wide = BinaryPrimitives.ReadInt64LittleEndian(zip64);
        zip64 = zip64[8..];
        return wide >= 0 ? wide : throw Error("an entry has a negative size or offset");
    }

    private IOException Error(string problem) =>
        file.Error($"{problem} in the zip directory at offset {end.DirectoryOffset + position}. The file is damaged: " +
            "download it again.");
}
