using SoftCfg.Guidance;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>What was measured of one model, batch, format and kind of guidance.</summary>
internal sealed record CellResult
{
    public required string Model { get; init; }
    public required int Batch { get; init; }
    public required string Weights { get; init; }
    public required string Guidance { get; init; }
    public required int Steps { get; init; }

    /// <summary>Tokens of each image that were there before.</summary>
    public required int Length { get; init; }

    /// <summary>Image tokens a second, the median of the runs: batch * steps / seconds.</summary>
    public required double TokensPerS { get; init; }

    /// <summary>The slowest run, in image tokens a second.</summary>
    public required double Min { get; init; }

    /// <summary>The fastest run, in image tokens a second.</summary>
    public required double Max { get; init; }

    /// <summary>Milliseconds a step, of the median.</summary>
    public required double MsPerStep { get; init; }

    /// <summary>Timed runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Rows of a step: one an image, two where it is guided.</summary>
    public required int Rows { get; init; }

    /// <summary>Bytes of the weights of all projections.</summary>
    public required double WeightBytesPerStep { get; init; }

    /// <summary>Two operations for every row and weight of a projection.</summary>
    public required double FlopsPerStep { get; init; }

    public required CellShares Shares { get; init; }

    /// <summary>What the cell is, for finding it in another run.</summary>
    public string Key() => FormattableString.Invariant($"{Model}, {Weights}, batch {Batch}, {Guidance}, {Steps} steps") +
        (Length == 0 ? "" : FormattableString.Invariant($" from {Length}"));

    /// <summary>The figures of a cell.</summary>
    /// <param name="row">What was measured.</param>
    /// <param name="kind">How it was guided.</param>
    /// <param name="seconds">The seconds of every run.</param>
    /// <param name="work">The work of a step.</param>
    /// <param name="ceilings">What the machine can do at most.</param>
    public static CellResult Of(BenchRow row, GuidanceKind kind, IReadOnlyCollection<double> seconds, StepWork work,
        Ceilings.MachineCeilings ceilings)
    {
        double Speed(double time) => row.Batch * (double)row.Steps / time;
        var median = Statistics.Median(seconds);
        return new()
        {
            Model = row.Model.Name,
            Batch = row.Batch,
            Weights = BenchNames.Of(row.Weights),
            Guidance = GuidanceNames.Of(kind),
            Steps = row.Steps,
            Length = row.Length,
            TokensPerS = Speed(median),
            Min = Speed(seconds.Max()),
            Max = Speed(seconds.Min()),
            MsPerStep = 1000 * median / row.Steps,
            Runs = seconds.Count,
            Rows = work.Rows,
            WeightBytesPerStep = work.Bytes,
            FlopsPerStep = work.Operations,
            Shares = CellShares.Of(work, median / row.Steps, ceilings),
        };
    }
}
