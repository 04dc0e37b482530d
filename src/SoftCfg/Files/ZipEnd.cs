using System.Buffers.Binary;

namespace SoftCfg.Files;

/// <summary>The end record of a zip archive, which says where the central directory is.</summary>
/// <param name="Entries">Entries in the directory.</param>
/// <param name="DirectoryBytes">Its length.</param>
/// <param name="DirectoryOffset">Where it begins.</param>
internal sealed record ZipEnd(long Entries, long DirectoryBytes, long DirectoryOffset)
{
    private const uint Signature = 0x06054b50, Zip64Signature = 0x06064b50, Zip64LocatorSignature = 0x07064b50;
    private const int RecordBytes = 22, Zip64Bytes = 56, Zip64LocatorBytes = 20;
    private const int MaximumCommentBytes = 0xffff;
    private const long MaximumDirectoryBytes = 64 << 20;

    /// <summary>Finds the end record behind an archive comment of any length.</summary>
    /// <exception cref="IOException">There is none: the file is cut off.</exception>
    internal static ZipEnd Find(ForeignFile file)
    {
        var tailBytes = Math.Min(file.Length, RecordBytes + MaximumCommentBytes);
        var tailOffset = file.Length - tailBytes;
        var tail = file.Read(tailOffset, tailBytes, "the end of the zip archive");
        for (var i = tail.Length - RecordBytes; i >= 0; i--)
        {
            var record = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) == Signature &&
                BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length - RecordBytes)
            {
                return Parse(file, record, tailOffset + i);
            }
        }
        throw file.Error($"the zip archive ends without a directory (file length {file.Length}). " +
            "The download is incomplete: download it again.");
    }

    private static ZipEnd Parse(ForeignFile file, ReadOnlySpan<byte> record, long offset)
    {
        int disk = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        var end = new ZipEnd(BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        // All ones in any field: the archive outgrew it, and a wider record says the truth.
        if (disk == 0xffff || end is { Entries: 0xffff } or { DirectoryBytes: uint.MaxValue }
            or { DirectoryOffset: uint.MaxValue })
        {
            (end, offset) = ReadZip64(file, offset - Zip64LocatorBytes);
        }
        else if (disk != 0)
        {
            throw file.Error($"the zip archive is one of several parts (end record at offset {offset}).");
        }

        if (end.DirectoryOffset < 0 || end.DirectoryBytes < 0 || end.DirectoryOffset > offset ||
            end.DirectoryBytes > offset - end.DirectoryOffset || end.DirectoryBytes > MaximumDirectoryBytes)
        {
            throw file.Error($"the zip directory should take {end.DirectoryBytes} bytes at offset " +
                $"{end.DirectoryOffset}, which does not fit before its end record at {offset}. " +
                "The file is damaged: download it again.");
        }
        return end;
    }

    private static (ZipEnd End, long Offset) ReadZip64(ForeignFile file, long locatorOffset)
    {
        var locator = file.Read(locatorOffset, Zip64LocatorBytes, "the zip64 locator");
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Zip64LocatorSignature)
            throw file.Error($"there is no zip64 locator at offset {locatorOffset}.");
        var offset = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var record = file.Read(offset, Zip64Bytes, "the zip64 end record");
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Zip64Signature)
            throw file.Error($"there is no zip64 end record at offset {offset}.");
        return (new ZipEnd(BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48))), offset);
    }
}
