using SoftCfg.Decoding;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>Two halves of a set, drawn at random: each image is in one of them, but for one where their number is odd.</summary>
internal sealed class SetHalves : IDisposable
{
    private const int RowsAtATime = 1024;

    internal SetHalves(ImageSetStatistics set, ulong seed)
    {
        if (set.Features is null || set.Logits is null || set.Count < 2 * Evaluator.MinimumImages)
        {
            throw new ArgumentException($"Of the set {(set.Features is null ? "only statistics are" : $"{set.Count} images are")} known; two " +
                $"halves need at least {2 * Evaluator.MinimumImages} images.", nameof(set));
        }
        var random = new SampleRandom(seed);
        var order = Enumerable.Range(0, (int)set.Count).OrderBy(i => random.Uniform(i, 0)).ThenBy(i => i).Select(i => (long)i).ToArray();
        var half = order.Length / 2;
        First = Part(set, order[..half]);
        Second = Part(set, order[half..(2 * half)]);
    }

    internal ImageSetStatistics First { get; }

    internal ImageSetStatistics Second { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private static ImageSetStatistics Part(ImageSetStatistics set, long[] rows)
    {
        using var scope = NewDisposeScope();
        var index = tensor(rows, ScalarType.Int64, CPU);
        var features = set.Features!.index_select(0, index);
        using var moments = new MomentAccumulator((int)set.Features.shape[1]);
        foreach (var some in features.split(RowsAtATime))
            moments.Append(some);
        return new ImageSetStatistics(set.Network, new ImageSetMoments(moments.Finish(), null), features, set.Logits!.index_select(0, index))
        {
            MomentsAreOfFeatures = true,
        };
    }
}
