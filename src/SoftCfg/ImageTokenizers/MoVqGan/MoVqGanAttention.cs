using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Attention of one head over all pixels of a normed picture, added to the picture (movq_modules.py and vqvae_blocks.py, AttnBlock).</summary>
internal sealed class MoVqGanAttention : nn.Module<StoredStrips, Tensor?, StoredStrips>, IKernelLayer
{
    // Scores of so many pixels with all are there at a time.
    private const long Queries = 1024;

    private readonly StripNorm norm;
    private readonly SameConvolution q, k, v;
    [ComponentName(Name = "proj_out")]
    private readonly SameConvolution projection;
    private bool usesKernels;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the picture.</param>
    /// <param name="norm">Makes a norm of so many channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    internal MoVqGanAttention(int channels, Func<int, StripNorm> norm, ScalarType dtype, Device device)
        : base(nameof(MoVqGanAttention))
    {
        SameConvolution Projection() => new(channels, channels, kernel: 1, hasBias: true, dtype, device);
        this.norm = norm(channels);
        (q, k, v, projection) = (Projection(), Projection(), Projection(), Projection());
    }

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <summary>Attends.</summary>
    /// <param name="input">The layer's from here on.</param>
    /// <param name="codes">What a spatial norm depends on.</param>
    public override StoredStrips forward(StoredStrips input, Tensor? codes)
    {
        using var scope = NewDisposeScope();
        var pixels = input.Read(0, input.Height);
        var output = projection.call(Attend(norm.Normalise(input, codes, silu: false).Read(0, input.Height), input.Plan.Cancellation));
        output.PlusInPlace(pixels);
        var result = StoredStrips.Of(output, input.Plan);
        input.Dispose();
        return result;
    }

    /// <summary>[B, channels, height, width], both ways.</summary>
    private Tensor Attend(Tensor normed, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        // [B, height * width, channels]
        Tensor Row(SameConvolution layer) => layer.call(normed).permute(0, 2, 3, 1).flatten(1, 2);
        var (queries, keys, values) = (Row(q), Row(k), Row(v));
        var attended = usesKernels
            ? ImageAttention.Of(queries, keys, values, cancellationToken)
            : cat(queries.split(Queries, 1).Select(some => nn.functional.scaled_dot_product_attention(some, keys, values)).ToList(), 1);
        return attended.view(normed.shape[0], normed.shape[2], normed.shape[3], -1).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
