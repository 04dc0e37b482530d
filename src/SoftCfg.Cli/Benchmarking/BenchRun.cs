using System.Text.Json;
using SoftCfg.Cli.Terminal;
using SoftCfg.Files;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>A run: what was measured, where and with what. It is printed and kept as JSON.</summary>
internal sealed record BenchRun
{
    /// <summary>The format of kept runs.</summary>
    public const string CurrentFormat = "softcfg-bench-1";

    private const int LargestFile = 1 << 24;

    public required string Format { get; init; }

    /// <summary>When it was finished.</summary>
    public required DateTimeOffset Date { get; init; }
    public required BenchMachine Machine { get; init; }
    public required IReadOnlyList<string> InstructionSets { get; init; }
    public required BenchVersions Versions { get; init; }
    public required int Threads { get; init; }
    public required Ceilings.MachineCeilings Ceilings { get; init; }

    /// <summary>The most memory that the process had at any time.</summary>
    public required long PeakRssBytes { get; init; }
    public required IReadOnlyList<CellResult> Cells { get; init; }
    public required IReadOnlyList<RatioResult> Ratios { get; init; }

    /// <summary>Reads a run that was kept.</summary>
    /// <param name="path">The file.</param>
    public static BenchRun Read(string path)
    {
        try
        {
            var run = JsonSerializer.Deserialize<BenchRun>(TextFile.Read(path, LargestFile), JsonOutput.OneLine)
                ?? throw new JsonException("it says null.");
            return run.Format == CurrentFormat ? run : throw new JsonException($"its format is '{run.Format}', not {CurrentFormat}.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{path}' is no run that 'softcfg bench --output FILE' kept: {e.Message}");
        }
    }

    /// <summary>Keeps the run.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    public void Write(string path) => TextFile.Write(path, $"{Json()}\n");

    /// <summary>The whole run as one line.</summary>
    public string Json() => JsonSerializer.Serialize(this, JsonOutput.OneLine);

    /// <summary>A run of one cell as one line: what stands beside the cells stands beside the cell's own figures.</summary>
    public string JsonOfOneCell()
    {
        var cell = JsonSerializer.SerializeToNode(Cells[0], JsonOutput.OneLine)!.AsObject();
        foreach (var (key, value) in JsonSerializer.SerializeToNode(this, JsonOutput.OneLine)!.AsObject())
        {
            if (key is not ("cells" or "ratios"))
                cell[key] = value?.DeepClone();
        }
        return cell.ToJsonString(JsonOutput.OneLine);
    }
}
