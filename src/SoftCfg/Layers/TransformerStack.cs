using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Everything between the embedded tokens and the logits: blocks, a last norm, an output projection. A model describes itself by
/// making one; how it is computed is decided here, once for all families: by libtorch (training, GPU, reference), or, when weights
/// have been packed, by kernels of our own on the CPU.
/// </summary>
internal sealed class TransformerStack : IDisposable
{
    private readonly IReadOnlyList<TransformerBlock> blocks;
    private readonly Norm norm;
    private readonly AdaptiveModulation? modulation;
    private readonly Projection head;
    private PackedStack? packed;

    /// <summary>Joins the parts; the model owns them.</summary>
    /// <param name="blocks">The blocks, first to last.</param>
    /// <param name="norm">The last norm.</param>
    /// <param name="head">From the stream to logits.</param>
    /// <param name="modulation">Two chunks, scale before shift, for what comes out of the last norm. Default none.</param>
    public TransformerStack(IReadOnlyList<TransformerBlock> blocks, Norm norm, Projection head, AdaptiveModulation? modulation = null) =>
        (this.blocks, this.norm, this.head, this.modulation, head.DecidesTokens) = (blocks, norm, head, modulation, true);

    /// <summary>How weights are packed; null while libtorch computes.</summary>
    public WeightFormat? Weights => packed?.Format;

    /// <summary>The packed weights; null while libtorch computes.</summary>
    internal PackedStack? Packed => packed;

    /// <summary>Bytes of packed weights; 0 while libtorch computes.</summary>
    public long WeightBytes => packed?.Bytes ?? 0;

    /// <summary>How keys and values are stored.</summary>
    /// <param name="dtype">The type the model computes in: theirs, unless packed weights are less exact.</param>
    public ScalarType CacheDtype(ScalarType dtype) => Weights is { } format && !WeightFormats.KeepsExactKeys(format) ? ScalarType.BFloat16 : dtype;

    /// <summary>Packs all weights of products for the CPU. There is no way back: afterwards the model only infers.</summary>
    /// <param name="format">How to store them.</param>
    /// <exception cref="InvalidOperationException">They are packed, or not float32 on the CPU.</exception>
    public void Pack(WeightFormat format)
    {
        if (packed is not null || head.Packed is null)
            head.EnsurePackable();
        packed = new PackedStack(blocks, norm, head, modulation, format);
    }

    /// <summary>Runs a pass.</summary>
    /// <param name="stream">The embedded tokens: [rows, n, channels].</param>
    /// <param name="pass">The pass.</param>
    /// <param name="cache">What has been fed so far.</param>
    /// <param name="conditioning">What modulates the norms; null where nothing does.</param>
    /// <returns>float32 [rows, <see cref="ForwardPass.LogitCount"/>, V]; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">Norms are modulated, and the pass does not say what its rows are conditioned on.</exception>
    public Tensor Forward(Tensor stream, ForwardPass pass, KeyValueCache cache, Conditioning? conditioning = null)
    {
        if (conditioning is not null && pass.Conditions is null)
        {
            throw new ArgumentException(
                "The norms look at the condition at every position; the pass holds none.", nameof(pass));
        }
        if (packed is not null)
            return CpuStep.Of(packed, cache).Forward(stream, pass, conditioning);
        using var scope = NewDisposeScope();
        var vectors = conditioning?.Invoke(pass.Conditions!, pass.LookUp);
        for (var layer = 0; layer < blocks.Count; layer++)
            stream = blocks[layer].call(stream, vectors, new CacheLayer(pass, cache, layer));
        return Logits(pass.Asked(stream), vectors is null ? null : pass.Asked(vectors)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs whole sequences without a cache, by libtorch: what training needs.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="conditioning">[rows, n, channels]; null where there is no modulation.</param>
    /// <returns>float32 [rows, n, V].</returns>
    public Tensor Forward(Tensor stream, Tensor? conditioning)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
            stream = block.call(stream, conditioning, null);
        return Logits(stream, conditioning).MoveToOuterDisposeScope();
    }

    /// <summary>Frees packed weights; the model frees the rest.</summary>
    public void Dispose() => packed?.Dispose();

    private Tensor Logits(Tensor stream, Tensor? conditioning)
    {
        var normal = norm.call(stream);
        if (modulation is not null)
        {
            // Scale before shift: the opposite of the blocks' order.
            var m = modulation.call(conditioning!);
            normal = AdaptiveModulation.Modulate(normal, shift: m[1], scale: m[0]);
        }
        return head.call(normal).to(ScalarType.Float32);
    }
}
