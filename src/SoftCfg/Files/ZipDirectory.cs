using System.Buffers.Binary;
using System.Text;

namespace SoftCfg.Files;

/// <summary>
/// The directory of a zip archive. Archives above 4 GiB (zip64) are understood.
/// </summary>
/// <remarks>
/// PKWARE's APPNOTE.TXT, 4.3. Sizes and checksums come from the central directory alone: PyTorch and writers that cannot
/// seek leave them zero in the local headers.
/// </remarks>
internal sealed class ZipDirectory
{
    private const uint LocalHeader = 0x04034b50;
    private const int LocalHeaderBytes = 30;

    private readonly ForeignFile file;
    private readonly Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);
    private readonly long directoryOffset;

    private ZipDirectory(ForeignFile file, long directoryOffset)
    {
        this.file = file;
        this.directoryOffset = directoryOffset;
    }

    internal IReadOnlyDictionary<string, ZipEntry> Entries => entries;

    /// <summary>Reads the central directory.</summary>
    /// <exception cref="IOException">The archive is damaged, incomplete or ambiguous.</exception>
    internal static ZipDirectory Read(ForeignFile file)
    {
        var end = ZipEnd.Find(file);
        var directory = new ZipDirectory(file, end.DirectoryOffset);
        var reader = new ZipDirectoryReader(file, end);
        while (reader.Next() is { } entry)
        {
            if (!directory.entries.TryAdd(entry.Name, entry))
                throw file.Error($"the zip archive has '{ForeignText.Show(entry.Name)}' twice; which one is meant is unclear.");
        }
        return directory;
    }

    /// <summary>
    /// Where the bytes of an entry begin, as they are in the archive, after checks that they are within it.
    /// </summary>
    internal long Locate(ZipEntry entry)
    {
        var header = file.Read(entry.HeaderOffset, LocalHeaderBytes, $"the local header of '{ForeignText.Show(entry.Name)}'");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalHeader)
            throw file.Error($"there is no local header for '{ForeignText.Show(entry.Name)}' at offset {entry.HeaderOffset}.");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        var name = file.Read(entry.HeaderOffset + LocalHeaderBytes, nameLength, $"the local name of '{ForeignText.Show(entry.Name)}'");
        if (!name.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(entry.Name)))
            throw file.Error($"the local header at offset {entry.HeaderOffset} is not that of '{ForeignText.Show(entry.Name)}'.");
        var offset = entry.HeaderOffset + LocalHeaderBytes + nameLength + extraLength;
        if (offset > directoryOffset || entry.StoredBytes > directoryOffset - offset)
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' should take {entry.StoredBytes} bytes at offset {offset}, beyond the zip " +
                $"directory at {directoryOffset}. The file is damaged or incomplete: download it again.");
        }
        return offset;
    }

    /// <summary>Compares the content of a small stored entry with its checksum.</summary>
    internal void Verify(ZipEntry entry, long offset)
    {
        var buffer = new byte[1 << 14];
        uint checksum = 0;
        for (long done = 0; done < entry.Bytes; done += buffer.Length)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Bytes - done));
            file.Read(offset + done, piece, $"'{ForeignText.Show(entry.Name)}'");
            checksum = Crc32.Append(checksum, piece);
        }
        if (checksum != entry.Checksum)
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' fails its checksum. The file is damaged: download it " +
                "again.");
        }
    }
}
