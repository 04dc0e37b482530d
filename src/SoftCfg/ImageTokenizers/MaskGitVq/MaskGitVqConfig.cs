using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>Sizes of a MaskGIT-VQGAN tokenizer, under the names of the reference (maskgit_vqgan.py of 1d-tokenizer).</summary>
public sealed record MaskGitVqConfig : ITokenizerConfig
{
    private const int LargestLevel = 1 << 20;
    private const int LargestGrid = 1 << 12;

    /// <summary>Channels of each level as multiples of <see cref="HiddenChannels"/>, finest first.</summary>
    [JsonPropertyName("channel_mult")]
    public required IReadOnlyList<int> ChannelMultipliers { get; init; }

    /// <summary>Channels of the finest level; a multiple of 32, the group count of the norms.</summary>
    [JsonPropertyName("hidden_channels")]
    public required int HiddenChannels { get; init; }

    /// <summary>Residual blocks per level, and between encoder and decoder.</summary>
    [JsonPropertyName("num_res_blocks")]
    public required int ResidualBlocks { get; init; }

    /// <summary>Channels of a code.</summary>
    [JsonPropertyName("z_channels")]
    public required int CodeChannels { get; init; }

    /// <summary>Codes in the codebook.</summary>
    [JsonPropertyName("codebook_size")]
    public required int CodebookSize { get; init; }

    /// <summary>Width and height of an image in pixels.</summary>
    [JsonPropertyName("resolution")]
    public required int Resolution { get; init; }

    /// <summary>Channels of an image: 3 (default), or 1 for grey, shown as RGB with equal channels.</summary>
    [JsonPropertyName("num_channels")]
    public int ImageChannels { get; init; } = 3;

    /// <summary>Width and height of the token grid: each level but the last halves the image.</summary>
    [JsonIgnore]
    public int GridSize => Resolution >> (ChannelMultipliers.Count - 1);

    int ITokenizerConfig.TokenCount => GridSize * GridSize;

    long ITokenizerConfig.Blocks => (long)ChannelMultipliers.Count * ResidualBlocks;

    /// <summary>Channels of a level, 0 being the finest.</summary>
    internal int Channels(int level) => HiddenChannels * ChannelMultipliers[level];

    /// <summary>Checks that the sizes make a tokenizer.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public void Validate()
    {
        if (ChannelMultipliers.Count is < 1 or > 16)
            throw new ArgumentException($"channel_mult has {ChannelMultipliers.Count} levels; it must have 1 to 16.");
        (string Name, int Value)[] sizes =
        [
            ("hidden_channels", HiddenChannels), ("num_res_blocks", ResidualBlocks), ("z_channels", CodeChannels),
            ("codebook_size", CodebookSize), ("resolution", Resolution),
            .. ChannelMultipliers.Select((multiplier, level) => ($"channel_mult[{level}]", multiplier)),
        ];
        OptionChecks.Sizes(sizes);
        if ((long)HiddenChannels * ChannelMultipliers.Max() > LargestLevel)
        {
            throw new ArgumentException($"channel_mult and hidden_channels {HiddenChannels} make a level of more than " +
                $"{LargestLevel} channels.");
        }
        if (HiddenChannels % 32 != 0)
            throw new ArgumentException($"hidden_channels is {HiddenChannels}; it must be a multiple of 32.");
        if (Resolution % (1 << (ChannelMultipliers.Count - 1)) != 0)
        {
            throw new ArgumentException($"resolution {Resolution} cannot be halved {ChannelMultipliers.Count - 1} " +
                "times, once for each level of channel_mult but the last.");
        }
        OptionChecks.Size("the token grid of this resolution", GridSize, LargestGrid);
        if (ImageChannels is not (1 or 3))
            throw new ArgumentException($"num_channels is {ImageChannels}; it must be 3 (RGB) or 1 (grey).");
    }
}
