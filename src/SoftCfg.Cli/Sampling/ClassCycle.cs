using System.Collections;

namespace SoftCfg.Cli.Sampling;

/// <summary>The class of every image of a run, as a function of its index: however many there are, nothing grows with them.</summary>
/// <param name="labels">Image i has the label at i modulo their count.</param>
/// <param name="round">After how many images everything begins anew, the originals included.</param>
/// <param name="count">How many images there are.</param>
internal sealed class ClassCycle(IReadOnlyList<int> labels, long round, int count) : IReadOnlyList<int>
{
    /// <summary>After how many images classes and originals both begin anew.</summary>
    public long Round => round;

    /// <summary>How many images there are.</summary>
    public int Count => count;

    /// <summary>The class of an image.</summary>
    public int this[int index] => Of(index);

    /// <summary>The class of an image, of a longer run too.</summary>
    public int Of(long index) => labels[(int)(index % labels.Count)];

    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
