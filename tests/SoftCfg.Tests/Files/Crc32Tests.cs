using CsCheck;
using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

public class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_specification_holds() =>
        Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Parts_appended_or_combined_give_the_checksum_of_the_whole() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 100]).Sample((first, second) =>
        {
            var whole = Crc32.Append(0, [.. first, .. second]);
            var crc = Crc32.Append(0, first);
            return Crc32.Append(crc, second) == whole
                && Crc32.Combine(crc, Crc32.Append(0, second), second.Length) == whole;
        });
}
