namespace SoftCfg.Cli.Sampling;

/// <summary>The class of every image of a run, as a function of its index: however many there are, nothing grows with them.</summary>
/// <param name="Labels">Image i has the label at i modulo their count.</param>
/// <param name="Round">After how many images everything begins anew, the originals included.</param>
/// <param name="Count">How many images there are.</param>
internal sealed record ClassCycle(IReadOnlyList<int> Labels, long Round, long Count)
{
    /// <summary>The class of an image.</summary>
    public int Of(long index) => Labels[(int)(index % Labels.Count)];
}
