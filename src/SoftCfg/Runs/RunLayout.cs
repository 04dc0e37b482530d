using System.Globalization;
using System.Text.RegularExpressions;

namespace SoftCfg.Runs;

/// <summary>Where the files of a run are. All names follow from the plan; nothing has to be looked up.</summary>
/// <param name="root">The folder of the run.</param>
internal sealed partial class RunLayout(string root)
{
    /// <summary>More images than this are spread over folders: listing one of a million files takes minutes on some file systems.</summary>
    internal const int MostInOneFolder = 100_000;

    private const int ImagesOfFolder = 10_000;

    internal string Root => root;

    internal string Plan => Path.Combine(root, "run.json");

    internal string Images => Path.Combine(root, "images");

    internal string Tokens => Path.Combine(root, "tokens");

    internal string Records => Path.Combine(root, "records");

    internal string Claims => Path.Combine(root, "claims");

    internal string Workers => Path.Combine(root, "workers");

    /// <summary>The record of a chunk: the chunk is finished once it is there.</summary>
    internal string Record(int chunk) => Path.Combine(Records, Number(chunk) + ".json");

    /// <summary>A claim. The first one of a chunk has generation 0; who takes over one that was left makes the next.</summary>
    internal string Claim(int chunk, int generation) =>
        Path.Combine(Claims, string.Create(CultureInfo.InvariantCulture, $"{chunk:D6}.{generation}"));

    /// <summary>The file by which a worker shows that it lives.</summary>
    internal string Sign(string worker) => Path.Combine(Workers, worker + ".json");

    /// <summary>A line for every chunk that a worker has finished.</summary>
    internal string Metrics(string worker) => Path.Combine(Workers, worker + ".metrics.jsonl");

    /// <summary>Paths below the root of the files that a chunk will have.</summary>
    internal static IEnumerable<string> FilesOf(RunPlan plan, RunChunk chunk)
    {
        if (plan.Images == ImageStorage.Png)
        {
            for (var i = 0; i < chunk.Count; i++)
                yield return Image(plan, chunk.First + i);
        }
        if (plan.Images == ImageStorage.Npz)
            yield return Array(chunk.Number);
        if (plan.Tokens)
            yield return TokensOf(chunk.Number);
    }

    internal static string Image(RunPlan plan, long index) => plan.Count <= MostInOneFolder
        ? string.Create(CultureInfo.InvariantCulture, $"images/{index:D6}.png")
        : string.Create(CultureInfo.InvariantCulture, $"images/{index / ImagesOfFolder:D6}/{index:D6}.png");

    internal static string Array(int chunk) => $"images/{Number(chunk)}.npz";

    internal static string TokensOf(int chunk) => $"tokens/{Number(chunk)}.safetensors";

    /// <summary>A path below the root as one of this system.</summary>
    internal string Full(string name) => Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The chunks that have a record, by a listing of the folder.</summary>
    internal IEnumerable<int> RecordedChunks() => Directory.EnumerateFiles(Records)
        .Select(file => RecordName().Match(Path.GetFileName(file))).Where(name => name.Success)
        .Select(name => int.TryParse(name.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var chunk) ? chunk : -1)
        .Where(chunk => chunk >= 0);

    /// <summary>The latest claim of every chunk that has one.</summary>
    internal Dictionary<int, int> LatestClaims()
    {
        var latest = new Dictionary<int, int>();
        foreach (var file in Directory.EnumerateFiles(Claims))
        {
            if (ClaimName().Match(Path.GetFileName(file)) is { Success: true } name &&
                int.TryParse(name.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var chunk) &&
                int.TryParse(name.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
            {
                latest[chunk] = Math.Max(generation, latest.GetValueOrDefault(chunk));
            }
        }
        return latest;
    }

    private static string Number(int chunk) => chunk.ToString("D6", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{6,9})\.json\z")]
    private static partial Regex RecordName();

    [GeneratedRegex(@"^([0-9]{6,9})\.([0-9]{1,6})\z")]
    private static partial Regex ClaimName();
}
