using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>Another picture at twice its size: every pixel four times, under a convolution.</summary>
/// <param name="source">The other; disposed with this one.</param>
/// <param name="convolution">The layer.</param>
internal sealed class UpsampledStrips(StripSource source, UpsamplingConvolution convolution)
    : StripSource(source.Channels, 2 * source.Height, 2 * source.Width, source.Plan)
{
    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        // Both rows of a pixel are computed, and both reach into the pixels above and below.
        var (top, bottom) = (Math.Max(0, first / 2 - 1), Math.Min(source.Height, (end + 1) / 2 + 1));
        var rows = convolution.CallRows(source.Read(top, bottom), isTop: first < 2, isBottom: end > Height - 2);
        return rows.narrow(2, first % 2, end - first).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => source.Forget(Math.Max(0, rows / 2 - 1));

    /// <inheritdoc/>
    public override void Dispose()
    {
        source.Dispose();
        base.Dispose();
    }
}
