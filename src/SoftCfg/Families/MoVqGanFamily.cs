using SoftCfg.ImageTokenizers.MoVqGan;

namespace SoftCfg.Families;

/// <summary>MoVQGAN, the image tokenizer of Lumina-mGPT 2.0.</summary>
internal sealed class MoVqGanFamily : ModelFamily
{
    public override TokenizerFamily Tokenizer { get; } = TokenizerFamily.Of("movqgan", TitleOf, Sizes,
        (config, device) => new MoVqGanTokenizer(config, device: device), ForTokens) with
    {
        Weights = (checkpoint, _) => MoVqGanCheckpoint.Weights(KnownCheckpoint.Unwrap(checkpoint)),
        ReadsAgain = (tokenizer, checkpoint) => ((MoVqGanTokenizer)tokenizer).ReadAgainFrom(checkpoint),
    };

    private static MoVqGanConfig? Sizes(TensorShapes shapes)
    {
        if (!shapes.Have("encoder.conv_in.weight", "encoder.conv_out.weight", "encoder.down.0.block.0.conv1.weight",
            "decoder.conv_out.weight", "decoder.norm_out.conv_y.weight", "quantize.embedding.weight"))
        {
            return null;
        }
        var channels = shapes.Size("encoder.conv_in.weight", 0);
        var levels = shapes.Count("encoder.down");
        // Convolutions fit every picture; the published model is described for this size, and so are its levels with attention.
        var resolution = MoVqGanPresets.Published.Network.Resolution;
        return new MoVqGanConfig
        {
            Network = new()
            {
                LatentChannels = shapes.Size("encoder.conv_out.weight", 0),
                Resolution = resolution,
                ImageChannels = shapes.Size("encoder.conv_in.weight", 1),
                OutputChannels = shapes.Size("decoder.conv_out.weight", 0),
                Channels = channels,
                ChannelMultipliers = Enumerable.Range(0, levels)
                    .Select(level => shapes.Size($"encoder.down.{level}.block.0.conv1.weight", 0) / Math.Max(channels, 1)).ToList(),
                ResidualBlocks = shapes.Count("encoder.down.0.block"),
                AttentionResolutions = Enumerable.Range(0, levels)
                    .Where(level => shapes.Count($"encoder.down.{level}.attn") > 0).Select(level => resolution >> level).ToList(),
            },
            CodebookSize = shapes.Size("quantize.embedding.weight", 0),
            CodeChannels = shapes.Size("quantize.embedding.weight", 1),
        };
    }

    private static MoVqGanConfig? ForTokens(MoVqGanConfig config, int tokens)
    {
        var (grid, network) = ((int)Math.Sqrt(tokens), config.Network);
        if (grid * grid != tokens)
            return null;
        var resolution = grid * network.Factor;
        return config with
        {
            Network = network with
            {
                Resolution = resolution,
                AttentionResolutions = Enumerable.Range(0, network.ChannelMultipliers.Count).Where(network.HasAttention)
                    .Select(level => resolution >> level).ToList(),
            },
        };
    }

    private static string TitleOf(MoVqGanConfig config) => Configurations.AreSame(config, MoVqGanPresets.Published)
        ? "MoVQGAN 270M"
        : $"a MoVQGAN of {config.Network.ChannelMultipliers.Count} levels, {config.Network.Channels} channels";
}
