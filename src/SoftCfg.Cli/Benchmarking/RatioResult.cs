using SoftCfg.Guidance;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>What SoftCFG costs: its time over that of CFG, in pairs of steps one after the other.</summary>
internal sealed record RatioResult
{
    public required string Model { get; init; }
    public required int Batch { get; init; }
    public required string Weights { get; init; }
    public required int Steps { get; init; }
    public required int Length { get; init; }

    /// <summary>The median over the pairs; 1.01 is one percent slower.</summary>
    public required double SoftcfgOverCfg { get; init; }

    /// <summary>The pair in which SoftCFG did best.</summary>
    public required double Min { get; init; }

    /// <summary>The pair in which it did worst.</summary>
    public required double Max { get; init; }

    /// <summary>Between this and <see cref="High"/> the median lies, 95 times of a hundred.</summary>
    public double? Low { get; init; }

    /// <summary>See <see cref="Low"/>. Runs that were kept before there were intervals have none.</summary>
    public double? High { get; init; }

    /// <summary>Pairs of steps; of runs, in runs that were kept before there were intervals.</summary>
    public required int Pairs { get; init; }

    /// <summary>Of the seconds of every step of both, run by run; null where one of them was not measured.</summary>
    public static RatioResult? Of(BenchRow row, IReadOnlyDictionary<GuidanceKind, List<double[]>> seconds)
    {
        if (!seconds.TryGetValue(GuidanceKind.ClassifierFree, out var plain) ||
            !seconds.TryGetValue(GuidanceKind.SoftCfg, out var soft))
        {
            return null;
        }
        // Pair by pair: a machine that slows down slows both steps of a pair.
        var ratios = soft.SelectMany(run => run).Zip(plain.SelectMany(run => run), (one, other) => one / other).Order().ToArray();
        var (low, high) = Statistics.MedianInterval(ratios);
        return new()
        {
            Model = row.Model.Name,
            Batch = row.Batch,
            Weights = BenchNames.Of(row.Weights),
            Steps = row.Steps,
            Length = row.Length,
            SoftcfgOverCfg = Statistics.Median(ratios),
            Min = ratios[0],
            Max = ratios[^1],
            Low = low,
            High = high,
            Pairs = ratios.Length,
        };
    }
}
