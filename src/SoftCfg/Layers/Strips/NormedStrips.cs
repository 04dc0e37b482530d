using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>Another picture under a norm that has seen all of it.</summary>
/// <param name="source">The other; not owned.</param>
/// <param name="apply">Norms some rows, told the first one's number.</param>
internal sealed class NormedStrips(StripSource source, Func<Tensor, int, Tensor> apply)
    : StripSource(source.Channels, source.Height, source.Width, source.Plan)
{
    /// <inheritdoc/>
    public override int StripRows => source.StripRows;

    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        return apply(source.Read(first, end), first).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => source.Forget(rows);
}
