using System.Buffers.Binary;
using System.Text;

namespace SoftCfg.Native;

/// <summary>Edits the symbol-version needs of a 64-bit little-endian ELF file (Linux Standard Base, chapter 10.7).</summary>
internal static class ElfVersionNeed
{
    private const uint SectionRelocations = 4, SectionDynamicSymbols = 11;
    private const uint SectionVersionNeeds = 0x6ffffffe, SectionSymbolVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;

    /// <summary>
    /// Marks the need for <paramref name="version"/> as weak, so that the loader accepts a library without it. Does so
    /// only if nothing depends on it: <paramref name="symbol"/> is the only symbol of that version and no relocation
    /// refers to it.
    /// </summary>
    /// <param name="image">The file's bytes; changed in place.</param>
    /// <param name="version">The version's name, such as GLIBCXX_3.4.32.</param>
    /// <param name="symbol">The one symbol that may carry it.</param>
    /// <exception cref="InvalidDataException">The file is not one this edit is known to be safe for.</exception>
    internal static void Weaken(byte[] image, string version, string symbol)
    {
        try
        {
            var sections = ReadSections(image);
            var (entry, versionIndex) = FindNeed(image, sections, version);
            EnsureUnused(image, sections, versionIndex, symbol);
            var flags = entry + 4;
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(flags), (ushort)(U16(image, flags) | WeakFlag));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException("It is not a well-formed 64-bit ELF library.", e);
        }
    }

    private sealed record Section(uint Type, int Offset, int Size, int Link, int Info);

    private static List<Section> ReadSections(byte[] image)
    {
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (!image.AsSpan().StartsWith(magic))
            throw new InvalidDataException("It is not a 64-bit little-endian ELF file.");
        var table = Offset(image, 0x28);
        int entrySize = U16(image, 0x3A), count = U16(image, 0x3C);
        return Enumerable.Range(0, count).Select(i =>
        {
            var header = table + i * entrySize;
            return new Section(U32(image, header + 4), Offset(image, header + 24), Offset(image, header + 32),
                checked((int)U32(image, header + 40)), checked((int)U32(image, header + 44)));
        }).ToList();
    }

    /// <summary>Finds the Elf64_Vernaux entry of a version, and the index by which symbols refer to it.</summary>
    private static (int Entry, ushort VersionIndex) FindNeed(byte[] image, List<Section> sections, string version)
    {
        var needs = sections.Single(s => s.Type == SectionVersionNeeds);
        var names = sections[needs.Link].Offset;
        var file = needs.Offset;
        for (var i = 0; i < needs.Info; i++)
        {
            var entry = file + (int)U32(image, file + 8);
            for (int j = 0, count = U16(image, file + 2); j < count; j++)
            {
                if (Name(image, names + (int)U32(image, entry + 8)) == version)
                    return (entry, U16(image, entry + 6));
                entry += (int)U32(image, entry + 12);
            }
            var next = (int)U32(image, file + 12);
            // A damaged file may say that its list goes on and never moves.
            if (next <= 0)
                break;
            file += next;
        }
        throw new InvalidDataException($"It has no need for {version}: the loader refused it for another reason.");
    }

    private static void EnsureUnused(byte[] image, List<Section> sections, ushort versionIndex, string symbol)
    {
        var symbols = sections.Single(s => s.Type == SectionDynamicSymbols);
        var versions = sections.Single(s => s.Type == SectionSymbolVersions);
        var names = sections[symbols.Link].Offset;
        var carriers = Enumerable.Range(0, versions.Size / 2)
            .Where(i => U16(image, versions.Offset + 2 * i) == versionIndex).ToHashSet();
        foreach (var i in carriers)
        {
            var name = Name(image, names + (int)U32(image, symbols.Offset + 24 * i));
            if (name != symbol)
                throw new InvalidDataException($"It uses {name}, which this system's libstdc++ lacks.");
        }
        foreach (var relocations in sections.Where(s => s.Type == SectionRelocations))
        {
            for (var entry = relocations.Offset; entry < relocations.Offset + relocations.Size; entry += 24)
            {
                if (carriers.Contains((int)U32(image, entry + 12)))
                    throw new InvalidDataException($"It calls {symbol}, which this system's libstdc++ lacks.");
            }
        }
    }

    private static ushort U16(byte[] image, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));

    private static uint U32(byte[] image, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));

    private static int Offset(byte[] image, int offset) =>
        checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(offset)));

    private static string Name(byte[] image, int offset)
    {
        var text = image.AsSpan(offset);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
