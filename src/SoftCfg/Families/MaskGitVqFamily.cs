using SoftCfg.ImageTokenizers.MaskGitVq;

namespace SoftCfg.Families;

/// <summary>MaskGIT-VQGAN.</summary>
internal sealed class MaskGitVqFamily : ModelFamily
{
    public override TokenizerFamily Tokenizer { get; } = TokenizerFamily.Of("maskgit-vq", TitleOf, Sizes,
        (config, device) => new MaskGitVqTokenizer(config, device: device), ForTokens);

    private static MaskGitVqConfig? Sizes(TensorShapes shapes)
    {
        if (!shapes.Have("encoder.conv_in.weight", "decoder.conv_in.bias", "encoder.down.0.block.0.conv1.weight",
            "encoder.mid.0.conv1.weight", "encoder.norm_out.weight", "quantize.embedding.weight"))
        {
            return null;
        }
        var channels = shapes.Size("encoder.conv_in.weight", 0);
        var levels = shapes.Count("encoder.down");
        return new MaskGitVqConfig
        {
            ChannelMultipliers = Enumerable.Range(0, levels)
                .Select(level => shapes.Size($"encoder.down.{level}.block.0.conv1.weight", 0) / Math.Max(channels, 1)).ToList(),
            HiddenChannels = channels,
            ResidualBlocks = shapes.Count("encoder.mid"),
            CodeChannels = shapes.Size("quantize.embedding.weight", 1),
            CodebookSize = shapes.Size("quantize.embedding.weight", 0),
            // Convolutions fit every image; the published model is made for this size.
            Resolution = MaskGitVqPresets.Published.Resolution,
            ImageChannels = shapes.Size("encoder.conv_in.weight", 1),
        };
    }

    private static MaskGitVqConfig? ForTokens(MaskGitVqConfig config, int tokens) =>
        (int)Math.Sqrt(tokens) is var grid && grid * grid == tokens
            ? config with { Resolution = grid << (config.ChannelMultipliers.Count - 1) }
            : null;

    private static string TitleOf(MaskGitVqConfig config) => Configurations.AreSame(config, MaskGitVqPresets.Published)
        ? "MaskGIT-VQGAN"
        : $"a MaskGIT-VQGAN of {config.ChannelMultipliers.Count} levels, {config.HiddenChannels} channels";
}
