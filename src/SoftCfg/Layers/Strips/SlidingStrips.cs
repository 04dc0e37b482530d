using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>
/// Keeps the rows of another that were asked for last, so that strips that overlap, and two readers in step, have each row computed
/// once. Of a picture that is one strip it keeps all.
/// </summary>
/// <param name="source">The other; disposed with this one.</param>
internal sealed class SlidingStrips(StripSource source) : StripSource(source.Channels, source.Height, source.Width, source.Plan)
{
    private Tensor? kept;
    private int keptFirst, keptEnd;

    /// <inheritdoc/>
    public override int StripRows => source.StripRows;

    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        if (kept is null || first < keptFirst || first > keptEnd)
            Keep(source.Read(first, end), first);
        else if (end > keptEnd)
            Slide(first, end);
        return kept!.narrow(2, first - keptFirst, end - first);
    }

    /// <inheritdoc/>
    public override void Forget(int rows) => source.Forget(keptEnd);

    /// <inheritdoc/>
    public override void Dispose()
    {
        kept?.Dispose();
        kept = null;
        source.Dispose();
        base.Dispose();
    }

    private void Slide(int first, int end)
    {
        using var scope = NewDisposeScope();
        var rows = source.Read(keptEnd, end);
        Keep(first == keptEnd ? rows : cat([kept!.narrow(2, first - keptFirst, keptEnd - first), rows], 2), first);
    }

    private void Keep(Tensor rows, int first)
    {
        kept?.Dispose();
        kept = Plan.Keep(rows);
        (keptFirst, keptEnd) = (first, first + (int)rows.shape[2]);
    }
}
