using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Sizes of encoder and decoder of a MoVQGAN, under the names of the release: its <c>ddconfig</c>.</summary>
public sealed record MoVqGanNetworkConfig
{
    private const int LargestLevel = 1 << 20;
    private const int LargestGrid = 1 << 8;

    /// <summary>Whether the encoder returns twice the channels, as for a variational autoencoder; false, the default, is supported.</summary>
    [JsonPropertyName("double_z")]
    public bool DoublesLatents { get; init; }

    /// <summary>Channels of a latent, before it is projected to a code's.</summary>
    [JsonPropertyName("z_channels")]
    public required int LatentChannels { get; init; }

    /// <summary>
    /// Width and height in pixels that the network is described for. Pictures of other sizes go through it as well:
    /// this one decides, with <see cref="AttentionResolutions"/>, which levels have attention.
    /// </summary>
    [JsonPropertyName("resolution")]
    public required int Resolution { get; init; }

    /// <summary>Channels of a picture going in; 3, the default, is supported.</summary>
    [JsonPropertyName("in_channels")]
    public int ImageChannels { get; init; } = 3;

    /// <summary>Channels of a picture coming out; 3, the default, is supported.</summary>
    [JsonPropertyName("out_ch")]
    public int OutputChannels { get; init; } = 3;

    /// <summary>Channels that <see cref="ChannelMultipliers"/> are multiples of; a multiple of 32, the group count of the norms.</summary>
    [JsonPropertyName("ch")]
    public required int Channels { get; init; }

    /// <summary>Channels of each level as multiples of <see cref="Channels"/>, finest first.</summary>
    [JsonPropertyName("ch_mult")]
    public required IReadOnlyList<int> ChannelMultipliers { get; init; }

    /// <summary>Residual blocks of a level of the encoder; the decoder has one more.</summary>
    [JsonPropertyName("num_res_blocks")]
    public required int ResidualBlocks { get; init; }

    /// <summary>The sizes, of those that <see cref="Resolution"/> is halved to level by level, at which each block is followed by attention.</summary>
    [JsonPropertyName("attn_resolutions")]
    public required IReadOnlyList<int> AttentionResolutions { get; init; }

    /// <summary>Pixels, across and down, that become one code.</summary>
    internal int Factor => 1 << (ChannelMultipliers.Count - 1);

    /// <summary>The coarsest level.</summary>
    internal int Deepest => ChannelMultipliers.Count - 1;

    /// <summary>Channels of a level, 0 being the finest.</summary>
    internal int LevelChannels(int level) => Channels * ChannelMultipliers[level];

    /// <summary>Whether a level has attention, whatever the size of the picture that goes through.</summary>
    internal bool HasAttention(int level) => AttentionResolutions.Contains(Resolution >> level);

    /// <summary>Checks that the sizes make a network of the supported kind.</summary>
    /// <exception cref="ArgumentException">A size is out of range or not supported; the message names it.</exception>
    internal void Validate()
    {
        if (ChannelMultipliers.Count is < 1 or > 16)
            throw new ArgumentException($"ch_mult has {ChannelMultipliers.Count} levels; it must have 1 to 16.");
        (string Name, int Value)[] sizes =
        [
            ("ch", Channels), ("num_res_blocks", ResidualBlocks), ("z_channels", LatentChannels), ("resolution", Resolution),
            .. ChannelMultipliers.Select((multiplier, level) => ($"ch_mult[{level}]", multiplier)),
        ];
        OptionChecks.Sizes(sizes);
        if ((long)Channels * ChannelMultipliers.Max() > LargestLevel)
            throw new ArgumentException($"ch_mult and ch {Channels} make a level of more than {LargestLevel} channels.");
        if (Channels % 32 != 0)
            throw new ArgumentException($"ch is {Channels}; it must be a multiple of 32.");
        if (Resolution % Factor != 0)
        {
            throw new ArgumentException(
                $"resolution {Resolution} cannot be halved {Deepest} times, once for each level of ch_mult but the last.");
        }
        OptionChecks.Size("the token grid of this resolution", Resolution / Factor, LargestGrid);
        Require("in_channels", ImageChannels, 3);
        Require("out_ch", OutputChannels, 3);
        if (DoublesLatents)
            throw new ArgumentException("double_z is true; supported is false.");
        if (AttentionResolutions.FirstOrDefault(size => !Enumerable.Range(0, Deepest + 1).Any(level => Resolution >> level == size), -1) is
            >= 0 and var stray)
        {
            throw new ArgumentException($"attn_resolutions has {stray}, but resolution {Resolution} is halved to " +
                $"{string.Join(", ", Enumerable.Range(0, Deepest + 1).Select(level => Resolution >> level))}.");
        }
    }

    private static void Require(string key, int value, int supported)
    {
        if (value != supported)
            throw new ArgumentException($"{key} is {value}; supported is {supported}.");
    }
}
