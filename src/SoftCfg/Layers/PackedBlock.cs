using SoftCfg.Layers.Kernels;

namespace SoftCfg.Layers;

/// <summary>A <see cref="TransformerBlock"/> as the step on the CPU reads it. Its projections own the packed weights.</summary>
internal sealed class PackedBlock : IDisposable
{
    /// <summary>Packs a block.</summary>
    public PackedBlock(TransformerBlock block, WeightFormat format)
    {
        var (attention, mlp) = (block.Attention, block.FeedForward);
        AttentionNorm = new NormKernel(block.AttentionNorm);
        FeedForwardNorm = new NormKernel(block.FeedForwardNorm);
        Inputs = attention.Inputs.Select(input => Packed(input, format)).ToArray();
        QueryNorm = new NormKernel(attention.QueryNorm, attention.Heads);
        KeyNorm = new NormKernel(attention.KeyNorm, attention.KeyValueHeads);
        Output = Packed(attention.Output, format);
        Gate = mlp.Gate is null ? null : Packed(mlp.Gate, format);
        Up = Packed(mlp.Up, format);
        Down = Packed(mlp.Down, format);
        Modulation = block.Modulation is null ? null : Packed(block.Modulation.Projection, format);
    }

    /// <summary>The norm in front of attention.</summary>
    public NormKernel AttentionNorm { get; }

    /// <summary>From the stream to (q | k | v, head, channel): one product, or one behind the other.</summary>
    public PackedWeights[] Inputs { get; }

    /// <summary>The norm of a head's query.</summary>
    public NormKernel QueryNorm { get; }

    /// <summary>The norm of a head's key.</summary>
    public NormKernel KeyNorm { get; }

    /// <summary>From the heads back to the stream.</summary>
    public PackedWeights Output { get; }

    /// <summary>The norm in front of the feed-forward layer.</summary>
    public NormKernel FeedForwardNorm { get; }

    /// <summary>The gate of the feed-forward layer; null where there is none.</summary>
    public PackedWeights? Gate { get; }

    /// <summary>From the stream to the channels between.</summary>
    public PackedWeights Up { get; }

    /// <summary>Back to the stream.</summary>
    public PackedWeights Down { get; }

    /// <summary>From the SiLU of the conditioning vector to six chunks; null where nothing conditions the block.</summary>
    public PackedWeights? Modulation { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var norm in new[] { AttentionNorm, QueryNorm, KeyNorm, FeedForwardNorm })
            norm.Dispose();
    }

    /// <summary>Packs a projection, unless that happened while it was loaded.</summary>
    internal static PackedWeights Packed(Projection projection, WeightFormat format)
    {
        if (projection.Packed is null)
            projection.Pack(format);
        return projection.Packed!;
    }
}
