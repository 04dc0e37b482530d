using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Sizes of a MoVQGAN image tokenizer, under the names of the release (movqgan/__init__.py of Lumina-mGPT 2.0).</summary>
public sealed record MoVqGanConfig : ITokenizerConfig
{
    /// <summary>Sizes of encoder and decoder.</summary>
    [JsonPropertyName("ddconfig")]
    public required MoVqGanNetworkConfig Network { get; init; }

    /// <summary>Codes in the codebook.</summary>
    [JsonPropertyName("n_embed")]
    public required int CodebookSize { get; init; }

    /// <summary>Channels of a code.</summary>
    [JsonPropertyName("embed_dim")]
    public required int CodeChannels { get; init; }

    /// <summary>Width and height of the token grid of a picture of <see cref="MoVqGanNetworkConfig.Resolution"/>.</summary>
    [JsonIgnore]
    public int GridSize => Network.Resolution / Network.Factor;

    int ITokenizerConfig.TokenCount => GridSize * GridSize;

    // The decoder's alone: it has one more a level.
    long ITokenizerConfig.Blocks => (long)Network.ChannelMultipliers.Count * Network.ResidualBlocks;

    /// <summary>Checks that the sizes make a tokenizer.</summary>
    /// <exception cref="ArgumentException">A size is out of range or not supported; the message names it.</exception>
    public void Validate()
    {
        Network.Validate();
        OptionChecks.Sizes([("n_embed", CodebookSize), ("embed_dim", CodeChannels)]);
    }
}
