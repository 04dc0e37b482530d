namespace SoftCfg.Runs;

/// <summary>What was made of a chunk: the chunk counts as finished once this is written, after all its files.</summary>
public sealed record ChunkRecord
{
    /// <summary>The chunk's number.</summary>
    public required int Chunk { get; init; }

    /// <summary>The index of its first image.</summary>
    public required long First { get; init; }

    /// <summary>The class label of each image.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<RecordedFile> Files { get; init; }

    /// <summary>Who made it.</summary>
    public required string Worker { get; init; }

    /// <summary>The version of the library that made it.</summary>
    public required string Library { get; init; }

    /// <summary>Seconds that sampling took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What of a record cannot be by its plan, in a sentence; null if nothing.</summary>
    internal string? Problem(RunPlan plan, RunChunk chunk)
    {
        if ((Chunk, First, Labels.Count) != (chunk.Number, chunk.First, chunk.Count))
            return "it is that of other images.";
        if (!Labels.Select((label, i) => label == plan.LabelOf(chunk.First + i)).All(same => same))
            return "its classes are not those of the plan.";
        return Files.Select(file => file.Name).SequenceEqual(RunLayout.FilesOf(plan, chunk), StringComparer.Ordinal)
            ? null : "its files are not those of the plan.";
    }
}
