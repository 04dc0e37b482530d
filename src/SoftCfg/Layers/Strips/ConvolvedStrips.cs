using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>A convolution of another picture.</summary>
/// <param name="source">The other; not owned.</param>
/// <param name="convolution">The layer.</param>
internal sealed class ConvolvedStrips(StripSource source, SameConvolution convolution)
    : StripSource(convolution.Outputs, source.Height, source.Width, source.Plan)
{
    private readonly int border = convolution.Border;

    /// <inheritdoc/>
    public override int StripRows => Math.Min(base.StripRows, source.StripRows);

    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        var rows = source.Read(Math.Max(0, first - border), Math.Min(Height, end + border));
        return convolution.CallRows(rows, isTop: first == 0, isBottom: end == Height).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => source.Forget(Math.Max(0, rows - border));
}
