using SoftCfg.ImageTokenizers.MoVqGan;

namespace SoftCfg.Tests.ImageTokenizers.MoVqGan;

public class MoVqGanConfigTests
{
    private static readonly MoVqGanConfig Good = MoVqGanPresets.Published;

    public static TheoryData<MoVqGanConfig, string> Bad => new()
    {
        { Good with { CodebookSize = 0 }, "n_embed is 0; it must lie between 1 and 1048576." },
        { Good with { CodeChannels = -1 }, "embed_dim is -1; it must lie between 1 and 1048576." },
        { With(n => n with { DoublesLatents = true }), "double_z is true; supported is false." },
        { With(n => n with { ImageChannels = 1 }), "in_channels is 1; supported is 3." },
        { With(n => n with { OutputChannels = 4 }), "out_ch is 4; supported is 3." },
        { With(n => n with { Channels = 48 }), "ch is 48; it must be a multiple of 32." },
        { With(n => n with { Channels = 1 << 20 }), "ch_mult and ch 1048576 make a level of more than 1048576 channels." },
        { With(n => n with { ChannelMultipliers = [] }), "ch_mult has 0 levels; it must have 1 to 16." },
        { With(n => n with { ChannelMultipliers = [1, 2, 0, 4] }), "ch_mult[2] is 0; it must lie between 1 and 1048576." },
        { With(n => n with { ResidualBlocks = 0 }), "num_res_blocks is 0; it must lie between 1 and 1048576." },
        { With(n => n with { LatentChannels = 0 }), "z_channels is 0; it must lie between 1 and 1048576." },
        { With(n => n with { Resolution = 260 }), "resolution 260 cannot be halved 3 times, once for each level of ch_mult but the last." },
        { With(n => n with { Resolution = 1 << 20 }), "the token grid of this resolution is 131072; it must lie between 1 and 256." },
        { With(n => n with { AttentionResolutions = [16, 32] }), "attn_resolutions has 16, but resolution 256 is halved to 256, 128, 64, 32." },
    };

    [Fact]
    public void The_nominal_size_decides_which_levels_attend()
    {
        Good.Validate();
        Assert.Equal(32, Good.GridSize);
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(Good.Network.HasAttention));
        Assert.Equal([true, false, true, false],
            Enumerable.Range(0, 4).Select(With(n => n with { AttentionResolutions = [256, 64] }).Network.HasAttention));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_wrong_size_is_named(MoVqGanConfig config, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(config.Validate).Message);

    private static MoVqGanConfig With(Func<MoVqGanNetworkConfig, MoVqGanNetworkConfig> change) =>
        Good with { Network = change(Good.Network) };
}
