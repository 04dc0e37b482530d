using System.Globalization;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>A run for people, in Markdown.</summary>
internal static class BenchTable
{
    /// <summary>The lines: machine, ceilings, cells, ratios.</summary>
    public static IEnumerable<string> Of(BenchRun run)
    {
        yield return Describe(run);
        yield return "";
        var ceilings = run.Ceilings;
        yield return "| ceiling | |";
        yield return "|---|---|";
        yield return $"| memory read by one thread | {Text(ceilings.ReadGbPerSOneThread)} GB/s |";
        yield return $"| memory read by {run.Threads} | {Text(ceilings.ReadGbPerS)} GB/s |";
        yield return $"| {ceilings.FmaKernel} | {Text(ceilings.FmaGflopPerS)} GFLOP/s |";
        yield return $"| int8: {ceilings.Int8Kernel} | {Text(ceilings.Int8GopPerS)} GOP/s |";
        yield return "";
        yield return "| model | weights | batch | guidance | tokens | tokens/s | least | most | ms a step | of bandwidth | of FMA peak |";
        yield return "|---|---|---|---|---|---|---|---|---|---|---|";
        foreach (var cell in run.Cells)
            yield return Line(cell);
        if (run.Ratios.Count == 0)
            yield break;
        yield return "";
        yield return "| model | weights | batch | tokens | time of SoftCFG over CFG | 95 % | pairs of steps |";
        yield return "|---|---|---|---|---|---|---|";
        foreach (var ratio in run.Ratios)
        {
            yield return $"| {ratio.Model} | {ratio.Weights} | {ratio.Batch} | {Tokens(ratio.Length, ratio.Steps)} | " +
                Invariant($"{ratio.SoftcfgOverCfg:F3} | {ratio.Low:F3} to {ratio.High:F3} | {ratio.Pairs} |");
        }
    }

    /// <summary>Machine, instruction sets and versions in a line.</summary>
    public static string Describe(BenchRun run) =>
        $"{run.Machine.Processor}, {run.Machine.Cores} cores, {run.Threads} threads, {string.Join(' ', run.InstructionSets)}, " +
        $".NET {run.Versions.Dotnet}, libtorch {run.Versions.Libtorch}, SoftCfg {run.Versions.Softcfg}, " +
        Invariant($"at most {run.PeakRssBytes / 1e9:F1} GB of memory");

    /// <summary>Three digits: the machine gives no more.</summary>
    public static string Text(double value) => Math.Abs(value) >= 100
        ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Line(CellResult cell) =>
        $"| {cell.Model} | {cell.Weights} | {cell.Batch} | {cell.Guidance} | {Tokens(cell.Length, cell.Steps)} | " +
        $"{Text(cell.TokensPerS)} | {Text(cell.Min)} | {Text(cell.Max)} | {Text(cell.MsPerStep)} | " +
        Invariant($"{100 * cell.Shares.ShareOfBandwidth:F0} % | {100 * cell.Shares.ShareOfFma:F0} % |");

    private static string Tokens(int length, int steps) => Invariant($"{length} to {length + steps}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
