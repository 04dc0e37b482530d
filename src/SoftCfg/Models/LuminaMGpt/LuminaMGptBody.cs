using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>What checkpoints call <c>model</c>: embeddings, blocks and the last norm (modeling_chameleon.py, ChameleonModel).</summary>
internal sealed class LuminaMGptBody : nn.Module
{
    private readonly LuminaMGptConfig config;
    private readonly ScalarType dtype;
    private readonly Device device, projections;
    [ComponentName(Name = "embed_tokens")]
    private readonly EmbeddingTable embeddings;
    private readonly ModuleList<TransformerBlock> layers;
    private readonly RootMeanSquareNorm norm;

    public LuminaMGptBody(LuminaMGptConfig config, ScalarType dtype, Device device, LuminaMGptPlacement placement, RotaryTable rotation)
        : base(nameof(LuminaMGptBody))
    {
        (this.config, this.dtype, this.device, projections) = (config, dtype, device, placement.Projections);
        embeddings = new EmbeddingTable(config.VocabularySize, config.HiddenSize, placement.Embeddings, device);
        layers = new ModuleList<TransformerBlock>(Enumerable.Range(0, config.Layers).Select(_ => Block(rotation)).ToArray());
        norm = StreamNorm();
    }

    /// <summary>The blocks, first to last.</summary>
    public IReadOnlyList<TransformerBlock> Blocks => layers.ToList();

    /// <summary>The last norm.</summary>
    public Norm Norm => norm;

    /// <summary>Looks tokens up: [..., channels].</summary>
    public Tensor Embed(Tensor tokens) => embeddings.call(tokens);

    private TransformerBlock Block(RotaryTable rotation)
    {
        var attention = new GroupedAttention(config.HiddenSize, config.Heads, config.SharedHeads, config.HeadSize, config.AttentionBias,
            HeadNorm(), HeadNorm(), dtype, projections, rotation);
        var mlp = new GatedFeedForward(config.HiddenSize, config.IntermediateSize, dtype, projections, GatedFeedForwardNames.Spoken,
            config.FeedForwardBias);
        return new TransformerBlock(StreamNorm(), attention, StreamNorm(), mlp, names: TransformerBlockNames.Spoken);
    }

    private RootMeanSquareNorm StreamNorm() => new(config.HiddenSize, config.NormEpsilon, dtype, device);

    private ShardedLayerNormalization HeadNorm() =>
        new(config.Shards, config.HeadSize, LuminaMGptConfig.HeadNormEpsilon, dtype, device);
}
