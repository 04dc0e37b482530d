using System.Text.Json;
using SoftCfg.ImageTokenizers.MaskGitVq;

namespace SoftCfg.Families;

/// <summary>MaskGIT-VQGAN.</summary>
internal static class MaskGitVqFamily
{
    public static TokenizerFamily Tokenizer { get; } = new("maskgit-vq", Recognise,
        (config, device) => new MaskGitVqTokenizer(Configurations.Read<MaskGitVqConfig>(config), device: device));

    private static Recognition? Recognise(TensorShapes shapes)
    {
        if (!shapes.Have("encoder.conv_in.weight", "decoder.conv_in.bias", "encoder.down.0.block.0.conv1.weight",
            "encoder.mid.0.conv1.weight", "encoder.norm_out.weight", "quantize.embedding.weight"))
        {
            return null;
        }
        var channels = shapes.Size("encoder.conv_in.weight", 0);
        var levels = shapes.Count("encoder.down");
        var config = new MaskGitVqConfig
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
        return Of(config);
    }

    private static Recognition? Of(MaskGitVqConfig config)
    {
        if (!Configurations.AreValid(config.Validate))
            return null;
        var json = JsonSerializer.SerializeToElement(config);
        var isPublished = JsonElement.DeepEquals(json, JsonSerializer.SerializeToElement(MaskGitVqPresets.Published));
        var name = isPublished
            ? "MaskGIT-VQGAN"
            : $"a MaskGIT-VQGAN of {config.ChannelMultipliers.Count} levels, {config.HiddenChannels} channels";
        return new Recognition("maskgit-vq", name, json, config.GridSize * config.GridSize, config.CodebookSize)
        {
            ForTokens = tokens => (int)Math.Sqrt(tokens) is var grid && grid * grid == tokens
                ? Of(config with { Resolution = grid << (config.ChannelMultipliers.Count - 1) })
                : null,
        };
    }
}
