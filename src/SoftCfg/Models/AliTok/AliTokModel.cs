using SoftCfg.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Models.AliTok;

/// <summary>
/// AliTok's class-conditional autoregressive generator (arXiv 2506.05289; the reference is modeling/ar.py of alitok).
/// Parameter names are those of the published checkpoints.
/// </summary>
/// <remarks>
/// The sequence is [condition, token 0, token 1, ...]; position k predicts token k. Tokens are 17 of a prefix, then a
/// 16 x 16 grid in raster order; positions are rotations, there is no learned table.
/// </remarks>
public sealed class AliTokModel : nn.Module, ICausalImageModel, IPackedModel
{
    /// <summary>Epsilon of every norm.</summary>
    internal const double NormEpsilon = 1e-5;

    private readonly AliTokConfig config;
    private readonly RotaryTable rotation;
    private readonly EmbeddingTable embeddings;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly RootMeanSquareNorm norm;
    private readonly Projection output;
    private readonly TransformerStack stack;

    /// <summary>Allocates a model; its weights mean nothing until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied: float32 (default) or bfloat16.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no model.</exception>
    public AliTokModel(AliTokConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(AliTokModel))
    {
        config.Validate();
        this.config = config;
        Dtype = dtype;
        Device = device ?? CPU;
        rotation = AliTokPositions.Table(config.HiddenSize / config.Heads, Device);
        // Codes, the mask (unused when sampling), classes, "no class".
        embeddings = new EmbeddingTable(config.CodebookSize + 1 + config.ClassCount + 1, config.HiddenSize, Dtype, Device);
        blocks = new ModuleList<TransformerBlock>(Enumerable.Range(0, config.Layers).Select(_ => Block()).ToArray());
        norm = Norm(config.HiddenSize);
        output = new Projection(config.HiddenSize, config.CodebookSize, hasBias: true, Dtype, Device);
        stack = new TransformerStack(blocks.ToList(), norm, output);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public int SequenceLength => config.SequenceLength;

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <inheritdoc/>
    public int ClassCount => config.ClassCount;

    /// <inheritdoc/>
    public ScalarType Dtype { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public WeightFormat? Weights => stack.Weights;

    /// <inheritdoc/>
    public long WeightBytes => stack.WeightBytes;

    /// <inheritdoc/>
    public IReadOnlyList<long> Context(int? classLabel) => [CodebookSize + 1 + (classLabel ?? ClassCount)];

    /// <inheritdoc/>
    public KeyValueCache CreateCache(int slots, int capacity) =>
        new(config.Layers, slots, config.Heads, capacity, config.HiddenSize / config.Heads, stack.CacheDtype(Dtype), Device);

    /// <inheritdoc/>
    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        using var stream = embeddings.call(pass.Tokens);  // [rows, n, channels]
        return stack.Forward(stream, pass, cache);
    }

    /// <inheritdoc/>
    public void Pack(WeightFormat format) => stack.Pack(format);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rotation.Dispose();
            stack.Dispose();
        }
        base.Dispose(disposing);
    }

    private TransformerBlock Block()
    {
        long channels = config.HiddenSize, headSize = channels / config.Heads;
        return new TransformerBlock(
            Norm(channels), new SelfAttention(channels, config.Heads, Norm(headSize), Norm(headSize), Dtype, Device, rotation),
            Norm(channels), new GatedFeedForward(channels, config.IntermediateSize, Dtype, Device));
    }

    private RootMeanSquareNorm Norm(long channels) => new(channels, NormEpsilon, Dtype, Device);
}
