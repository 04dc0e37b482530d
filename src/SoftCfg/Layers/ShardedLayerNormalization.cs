using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A layer norm over each head's channels with a weight and a bias per shard of heads, as models have it that were trained on several
/// devices at a time: head h of n uses row <c>h / (n / shards)</c>. Source: Lumina-mGPT 2.0, modeling_chameleon.py,
/// ChameleonLayerNorm.
/// </summary>
internal sealed class ShardedLayerNormalization : Norm
{
    private readonly long shards;
    private readonly Parameter weight, bias;

    /// <summary>Allocates the layer; its weight is one and its bias zero until a checkpoint is loaded.</summary>
    /// <param name="shards">Rows of weights.</param>
    /// <param name="channels">Channels of a head.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="dtype">How weight and bias are stored.</param>
    /// <param name="device">Where they live.</param>
    public ShardedLayerNormalization(int shards, long channels, double epsilon, ScalarType dtype, Device device)
        : base(nameof(ShardedLayerNormalization))
    {
        (this.shards, Epsilon) = (shards, epsilon);
        weight = new Parameter(ones([shards, channels], dtype, device));
        bias = new Parameter(zeros([shards, channels], dtype, device));
    }

    /// <inheritdoc/>
    public override double Epsilon { get; }

    /// <inheritdoc/>
    public override bool IsCentered => true;

    /// <inheritdoc/>
    public override Tensor? Weight => weight;

    /// <inheritdoc/>
    public override Tensor? Bias => bias;

    /// <inheritdoc/>
    public override int Shards => (int)shards;

    /// <summary>Normalises heads.</summary>
    /// <param name="input">[rows, heads, n, channels]; heads are a multiple of the shards.</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var normal = nn.functional.layer_norm(input, [input.shape[3]], null, null, Epsilon);
        var group = input.shape[1] / shards;
        return normal.mul(OfHeads(weight, group)).Plus(OfHeads(bias, group)).MoveToOuterDisposeScope();
    }

    /// <summary>[shards, channels] -> [1, heads, 1, channels].</summary>
    private static Tensor OfHeads(Tensor rows, long group) => rows.repeat_interleave(group, 0).unsqueeze(1).unsqueeze(0);
}
