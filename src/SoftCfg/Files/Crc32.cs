using System.Buffers.Binary;

namespace SoftCfg.Files;

/// <summary>The checksum of PNG chunks and zip entries (ISO 3309): CRC-32 with the reflected polynomial 0xEDB88320.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Tables[k][b]: what byte b does to the checksum when k more bytes follow it.</summary>
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>Continues a checksum.</summary>
    /// <param name="crc">The checksum so far; 0 at the beginning.</param>
    /// <param name="bytes">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        // Eight bytes at a time: an npz of 50 000 images is ten gigabytes.
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)]
                ^ Tables[4][low >> 24] ^ Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)]
                ^ Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
        }
        foreach (var value in bytes)
            state = Tables[0][(byte)(state ^ value)] ^ (state >> 8);
        return ~state;
    }

    /// <summary>The checksum of two parts behind each other, from theirs.</summary>
    /// <param name="first">The checksum of the first part.</param>
    /// <param name="second">The checksum of the second part.</param>
    /// <param name="secondLength">Bytes of the second part.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // A checksum is a polynomial modulo the generator; n bytes behind it multiply it by x^(8n), by squaring.
        var shift = 1u << 31;           // x^0: reflected, the highest bit is the lowest power
        var power = 1u << 23;           // x^8, then x^16, x^32, ...
        for (var n = secondLength; n > 0; n >>= 1, power = Multiply(power, power))
        {
            if ((n & 1) != 0)
                shift = Multiply(shift, power);
        }
        return Multiply(first, shift) ^ second;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (; a != 0; a <<= 1, b = TimesX(b))
        {
            if (a >> 31 != 0)
                product ^= b;
        }
        return product;
    }

    private static uint TimesX(uint value) => (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;

    private static uint[][] BuildTables()
    {
        var tables = new uint[8][];
        tables[0] = new uint[256];
        for (var value = 0u; value < 256; value++)
        {
            var entry = value;
            for (var bit = 0; bit < 8; bit++)
                entry = TimesX(entry);
            tables[0][value] = entry;
        }
        for (var k = 1; k < tables.Length; k++)
            tables[k] = Array.ConvertAll(tables[k - 1], entry => tables[0][(byte)entry] ^ (entry >> 8));
        return tables;
    }
}
