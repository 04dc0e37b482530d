using SoftCfg.Layers.Kernels;

namespace SoftCfg.Layers;

/// <summary>A <see cref="TransformerStack"/> as the step on the CPU reads it. Not changed by steps: several sessions may share it.</summary>
internal sealed class PackedStack : IDisposable
{
    /// <summary>Packs a stack.</summary>
    public PackedStack(IReadOnlyList<TransformerBlock> blocks, Norm norm, Projection head, AdaptiveModulation? modulation, WeightFormat format)
    {
        Format = format;
        var attention = blocks[0].Attention;
        (Heads, KeyValueHeads) = (attention.Heads, attention.KeyValueHeads);
        Rotation = attention.Rotation is null ? null : new RotationKernel(attention.Rotation);
        Blocks = blocks.Select(block => new PackedBlock(block, format)).ToArray();
        BlockMultiplications = Multiplications([.. Blocks[0].Inputs, Blocks[0].Output, Blocks[0].Gate, Blocks[0].Up, Blocks[0].Down]);
        Norm = new NormKernel(norm);
        Modulation = modulation is null ? null : PackedBlock.Packed(modulation.Projection, format);
        Head = PackedBlock.Packed(head, format);
        Bytes = Blocks.Sum(block => Sum([.. block.Inputs, block.Output, block.Gate, block.Up, block.Down, block.Modulation])) + Sum(Modulation, Head);
    }

    /// <summary>How weights are stored.</summary>
    public WeightFormat Format { get; }

    /// <summary>Bytes of all weights of products.</summary>
    public long Bytes { get; }

    /// <summary>Multiply-adds of a token in a block, between whose stages threads meet.</summary>
    public long BlockMultiplications { get; }

    /// <summary>The blocks.</summary>
    public PackedBlock[] Blocks { get; }

    /// <summary>The last norm.</summary>
    public NormKernel Norm { get; }

    /// <summary>From the SiLU of the conditioning vector to the scale and shift of the last norm; null where nothing conditions it.</summary>
    public PackedWeights? Modulation { get; }

    /// <summary>What a page of a session's <see cref="ModulationTable"/> may take, unless a single pass needs more.</summary>
    public long ModulationPageBytes { get; set; } = 32 << 20;

    /// <summary>From the stream to logits.</summary>
    public PackedWeights Head { get; }

    /// <summary>What turns queries and keys; null where positions are not rotations.</summary>
    public RotationKernel? Rotation { get; }

    /// <summary>Channels of the stream.</summary>
    public int Channels => Head.Inputs;

    /// <summary>Attention heads.</summary>
    public int Heads { get; }

    /// <summary>Channels of a head.</summary>
    public int HeadSize => Blocks[0].Output.Inputs / Heads;

    /// <summary>Heads of keys and values: as many, or fewer, each shared by a group of heads.</summary>
    public int KeyValueHeads { get; }

    /// <summary>Channels of queries, keys and values together.</summary>
    public int Projected => (Heads + 2 * KeyValueHeads) * HeadSize;

    /// <summary>Channels between the projections of the feed-forward layers.</summary>
    public int Intermediate => Blocks[0].Up.Outputs;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in Blocks)
            block.Dispose();
        Norm.Dispose();
        Rotation?.Dispose();
    }

    private static long Multiplications(PackedWeights?[] weights) => weights.Sum(weight => weight is null ? 0 : (long)weight.Inputs * weight.Outputs);

    private static long Sum(params PackedWeights?[] weights) => weights.Sum(weight => weight?.Bytes ?? 0);
}
