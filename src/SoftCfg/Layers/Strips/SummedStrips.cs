using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>What a residual block computes, added to its input.</summary>
/// <param name="residual">What it computes of the input; rows are its own, to be added to.</param>
/// <param name="input">The input; not owned.</param>
/// <param name="shortcut">What changes the input's channels; null where they stay.</param>
internal sealed class SummedStrips(StripSource residual, StripSource input, SameConvolution? shortcut)
    : StripSource(residual.Channels, residual.Height, residual.Width, residual.Plan)
{
    /// <inheritdoc/>
    public override int StripRows => residual.StripRows;

    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        // In this order: the residual asks for more rows of the input, which are kept.
        var sum = residual.Read(first, end);
        var straight = input.Read(first, end);
        return sum.PlusInPlace(shortcut is null ? straight : shortcut.CallRows(straight, isTop: true, isBottom: true))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => residual.Forget(rows);
}
