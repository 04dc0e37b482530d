using SoftCfg.Models.Rar;

namespace SoftCfg.Families;

/// <summary>RAR, over whichever codebook: 1,024 rows in its head are MaskGIT-VQGAN's codes, 4,096 are RobusTok's.</summary>
internal static class RarFamily
{
    // The published tables of positions are this much longer than the sequence.
    private const int SpareTimesteps = 100;

    public static GeneratorFamily Generator { get; } = new("rar", Recognise,
        (config, dtype, device) => new RarModel(Configurations.Read<RarConfig>(config), dtype, device))
    {
        Published = PublishedModel.Of("rar", RarPresets.All),
    };

    private static Recognition? Recognise(TensorShapes shapes)
    {
        if (!shapes.Have("cls_token", "target_aware_pos_embed", "timesteps_embeddings", "lm_head.weight",
            "adaln_before_head.adaLN_modulation.1.weight", "blocks.0.adaLN_modulation.1.weight"))
        {
            return null;
        }
        var (codes, channels) = (shapes.Size("lm_head.weight", 0), shapes.Size("lm_head.weight", 1));
        var headSize = shapes.Size("blocks.0.attn.q_norm.weight", 0);
        var config = new RarConfig
        {
            HiddenSize = channels,
            Layers = shapes.Count("blocks"),
            Heads = headSize == 0 ? 0 : channels / headSize,
            IntermediateSize = shapes.Size("blocks.0.mlp.fc1.weight", 0),
            SequenceLength = shapes.Size("timesteps_embeddings", 1) - SpareTimesteps,
            CodebookSize = codes,
            // Codes, the mask, classes, "no class".
            ClassCount = shapes.Size("embeddings.weight", 0) - codes - 2,
        };
        return Configurations.AreValid(config.Validate)
            ? Recognition.Generator("rar", config, RarPresets.All, RarPresets.ReleasedGuidance,
                ($"RAR of {config.Layers} layers, {channels} channels", config.SequenceLength, codes, config.ClassCount))
            : null;
    }
}
