namespace SoftCfg.Cli.Benchmarking;

/// <summary>How near a step comes to what the machine can do at most.</summary>
internal sealed record CellShares
{
    /// <summary>Bytes of weights a second, over what all threads read.</summary>
    public required double ShareOfBandwidth { get; init; }

    /// <summary>Operations a second, over float32 multiply-adds of all threads; more than 1 where products are of bytes.</summary>
    public required double ShareOfFma { get; init; }

    public static CellShares Of(StepWork work, double secondsPerStep, Ceilings.MachineCeilings ceilings) => new()
    {
        ShareOfBandwidth = work.Bytes / secondsPerStep / (1e9 * ceilings.ReadGbPerS),
        ShareOfFma = work.Operations / secondsPerStep / (1e9 * ceilings.FmaGflopPerS),
    };
}
