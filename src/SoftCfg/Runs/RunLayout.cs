using System.Globalization;

namespace SoftCfg.Runs;

/// <summary>Where the files of a run are. All names follow from the plan; nothing has to be looked up.</summary>
/// <param name="root">The folder of the run.</param>
internal sealed class RunLayout(string root)
{
    /// <summary>More images than this are spread over folders: listing one of a million files takes minutes on some file systems.</summary>
    internal const int MostInOneFolder = 100_000;

    private const int ImagesOfFolder = 10_000;

    internal string Root => root;

    internal string Plan => Path.Combine(root, "run.json");

    internal string Images => Path.Combine(root, "images");

    internal string Tokens => Path.Combine(root, "tokens");

    internal string Traces => Path.Combine(root, "traces");

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
        if (plan.Traces)
            yield return TraceOf(chunk.Number);
    }

    internal static string Image(RunPlan plan, long index) => plan.Count <= MostInOneFolder
        ? string.Create(CultureInfo.InvariantCulture, $"images/{index:D6}.png")
        : string.Create(CultureInfo.InvariantCulture, $"images/{index / ImagesOfFolder:D6}/{index:D6}.png");

    internal static string Array(int chunk) => $"images/{Number(chunk)}.npz";

    internal static string TokensOf(int chunk) => $"tokens/{Number(chunk)}.safetensors";

    internal static string TraceOf(int chunk) => $"traces/{Number(chunk)}.jsonl";

    /// <summary>A path below the root as one of this system.</summary>
    internal string Full(string name) => Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The chunks that have a record, by a listing of the folder.</summary>
    internal IEnumerable<int> RecordedChunks() => ChunksIn(Records).Where(file => file.Ending == ".json").Select(file => file.Chunk);

    /// <summary>The generation of the latest claim of a chunk; -1 where there is none.</summary>
    internal int LatestClaim(int chunk)
    {
        var latest = -1;
        while (File.Exists(Claim(chunk, latest + 1)))
            latest++;
        return latest;
    }

    /// <summary>The chunks that have claims, by a listing of the folder; one that has several comes several times.</summary>
    internal IEnumerable<int> ClaimedChunks() => ChunksIn(Claims)
        .Where(file => file.Ending.Length > 1 && file.Ending.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0).Select(file => file.Chunk);

    /// <summary>Files whose names begin with the number of a chunk and a dot; what else is there is not ours.</summary>
    private static IEnumerable<(int Chunk, string Ending)> ChunksIn(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(file);
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot >= 6 && int.TryParse(name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var chunk))
                yield return (chunk, name[dot..]);
        }
    }

    private static string Number(int chunk) => chunk.ToString("D6", CultureInfo.InvariantCulture);
}
