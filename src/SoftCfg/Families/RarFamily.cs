using SoftCfg.Models.Rar;

namespace SoftCfg.Families;

/// <summary>RAR, over whichever codebook: 1,024 rows in its head are MaskGIT-VQGAN's codes, 4,096 are RobusTok's.</summary>
internal sealed class RarFamily : ModelFamily
{
    private const string Name = "rar";

    // The published tables of positions are this much longer than the sequence.
    private const int SpareTimesteps = 100;

    /// <summary>The generator, which RobusTok's files configure as well.</summary>
    internal static GeneratorFamily Rar { get; } = GeneratorFamily.Of(Name, "RAR", Sizes, RarPresets.All,
        RarPresets.ReleasedGuidance, (config, dtype, device) => new RarModel(config, dtype, device));

    /// <summary>The key that tells its configurations from others, and what it becomes.</summary>
    internal static ConfigurationKey IntermediateSize { get; } =
        new("intermediate_size", "model.generator.intermediate_size", ConfigurationKind.Size);

    /// <summary>Keys of its training script.</summary>
    internal static IReadOnlyList<string> RandomnessKeys { get; } =
        ["model.generator.randomness_anneal_start", "model.generator.randomness_anneal_end"];

    public override GeneratorFamily Generator => Rar;

    public override ConfigurationFormat Configuration => new()
    {
        Family = Name,
        Title = "RAR",
        Mark = IntermediateSize.Key,
        Generator = Rar,
        GeneratorKeys = [.. ConfigurationFormat.CommonGeneratorKeys, IntermediateSize],
        TokenizerCheckpointKeys = ["model.vq_model.pretrained_tokenizer_weight", "model.pretrained_tokenizer_weight"],
        OtherKeys = ["model.vq_model.token_size"],
        TrainingKeys = [.. RandomnessKeys, "model.vq_model.finetune_decoder"],
        // What the script takes when the key is absent.
        Strength = 0,
    };

    private static RarConfig? Sizes(TensorShapes shapes)
    {
        if (!shapes.Have("cls_token", "target_aware_pos_embed", "timesteps_embeddings", "lm_head.weight",
            "adaln_before_head.adaLN_modulation.1.weight", "blocks.0.adaLN_modulation.1.weight"))
        {
            return null;
        }
        var (codes, channels) = (shapes.Size("lm_head.weight", 0), shapes.Size("lm_head.weight", 1));
        var headSize = shapes.Size("blocks.0.attn.q_norm.weight", 0);
        return new RarConfig
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
    }
}
