using System.Buffers.Binary;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>The checksum of zip archives: CRC-32 (ISO 3309), eight bytes at a time.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[][] Tables = CreateTables();

    /// <summary>Continues a checksum; start with 0.</summary>
    internal static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^
                Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24] ^
                Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)] ^
                Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
        }
        foreach (var value in bytes)
            crc = Tables[0][(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>Table k advances a byte's checksum over k zero bytes.</summary>
    private static uint[][] CreateTables()
    {
        var tables = Enumerable.Range(0, 8).Select(_ => new uint[256]).ToArray();
        for (uint value = 0; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            tables[0][value] = crc;
        }
        for (var k = 1; k < 8; k++)
        {
            for (var value = 0; value < 256; value++)
                tables[k][value] = tables[0][(byte)tables[k - 1][value]] ^ (tables[k - 1][value] >> 8);
        }
        return tables;
    }
}
