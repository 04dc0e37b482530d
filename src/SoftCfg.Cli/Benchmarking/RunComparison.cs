using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>Two kept runs side by side, cell by cell.</summary>
/// <param name="A">What is compared with.</param>
/// <param name="B">What is compared.</param>
internal sealed record RunComparison(BenchRun A, BenchRun B)
{
    /// <summary>Cells that both have, in the order of the second, and how many times as fast the second is.</summary>
    public IReadOnlyList<ComparedCell> Cells { get; } = B.Cells.Join(A.Cells, one => one.Key(), other => other.Key(),
        (one, other) => new ComparedCell(one.Key(), other.TokensPerS, one.TokensPerS, one.TokensPerS / other.TokensPerS),
        StringComparer.Ordinal).ToList();

    /// <summary>Cells that only the first has.</summary>
    public IReadOnlyList<string> OnlyA { get; } = Keys(A).Except(Keys(B), StringComparer.Ordinal).ToList();

    /// <summary>Cells that only the second has.</summary>
    public IReadOnlyList<string> OnlyB { get; } = Keys(B).Except(Keys(A), StringComparer.Ordinal).ToList();

    /// <summary>Prints a table.</summary>
    public void WriteText(VisibleWriter writer)
    {
        writer.WriteLine($"A: {BenchTable.Describe(A)}");
        writer.WriteLine($"B: {BenchTable.Describe(B)}");
        if (A.Machine != B.Machine || !A.InstructionSets.SequenceEqual(B.InstructionSets, StringComparer.Ordinal))
            writer.WriteLine("The machines differ: so may speeds for that reason alone.");
        writer.WriteLine("");
        writer.WriteLine("| | A | B | B / A |");
        writer.WriteLine("|---|---|---|---|");
        WriteCeiling("memory read by one thread, GB/s", A.Ceilings.ReadGbPerSOneThread, B.Ceilings.ReadGbPerSOneThread);
        WriteCeiling("memory read by all threads, GB/s", A.Ceilings.ReadGbPerS, B.Ceilings.ReadGbPerS);
        WriteCeiling("float32 multiply-add, GFLOP/s", A.Ceilings.FmaGflopPerS, B.Ceilings.FmaGflopPerS);
        WriteCeiling("int8, GOP/s", A.Ceilings.Int8GopPerS, B.Ceilings.Int8GopPerS);
        foreach (var cell in Cells)
            writer.WriteLine($"| {cell.Cell}, tokens/s | {BenchTable.Text(cell.A)} | {BenchTable.Text(cell.B)} | {BenchTable.Text(cell.Ratio)} |");
        foreach (var (name, cells) in new[] { ("A", OnlyA), ("B", OnlyB) })
        {
            foreach (var cell in cells)
                writer.WriteLine($"Only {name} has {cell}.");
        }

        void WriteCeiling(string name, double a, double b) =>
            writer.WriteLine($"| {name} | {BenchTable.Text(a)} | {BenchTable.Text(b)} | {BenchTable.Text(b / a)} |");
    }

    private static IEnumerable<string> Keys(BenchRun run) => run.Cells.Select(cell => cell.Key());
}
