using SoftCfg.ImageTokenizers.MaskGitVq;

namespace SoftCfg.Tests.ImageTokenizers.MaskGitVq;

public class MaskGitVqConfigTests
{
    private static readonly MaskGitVqConfig Good = new()
    {
        ChannelMultipliers = [1, 1, 2],
        HiddenChannels = 32,
        ResidualBlocks = 1,
        CodeChannels = 8,
        CodebookSize = 32,
        Resolution = 64,
    };

    public static TheoryData<MaskGitVqConfig, string> Bad => new()
    {
        { Good with { HiddenChannels = 48 }, "hidden_channels is 48; it must be a multiple of 32." },
        { Good with { Resolution = 30 }, "resolution 30 cannot be halved 2 times, once for each level of channel_mult but the last." },
        { Good with { ImageChannels = 4 }, "num_channels is 4; it must be 3 (RGB) or 1 (grey)." },
        { Good with { ChannelMultipliers = [] }, "channel_mult has 0 levels; it must have 1 to 16." },
        { Good with { ChannelMultipliers = [1, 0] }, "channel_mult[1] is 0; it must lie between 1 and 1048576." },
        { Good with { CodebookSize = -1 }, "codebook_size is -1; it must lie between 1 and 1048576." },
    };

    [Fact]
    public void Each_level_but_the_last_halves_the_grid()
    {
        Good.Validate();
        Assert.Equal(16, Good.GridSize);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_wrong_size_is_named(MaskGitVqConfig config, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(config.Validate).Message);
}
