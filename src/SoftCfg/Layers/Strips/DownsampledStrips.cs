using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>Another picture at half its size, by a convolution of every other pixel.</summary>
/// <param name="source">The other; not owned.</param>
/// <param name="convolution">The layer.</param>
internal sealed class DownsampledStrips(StripSource source, DownsamplingConvolution convolution)
    : StripSource(source.Channels, source.Height / 2, source.Width / 2, source.Plan)
{
    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        var rows = source.Read(2 * first, Math.Min(source.Height, 2 * end + 1));
        return convolution.CallRows(rows, isBottom: end == Height).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => source.Forget(2 * rows);
}
