using System.Text.Json.Serialization;

namespace SoftCfg.Runs;

/// <summary>What a worker says of itself, every few seconds, in its file below <c>workers</c>.</summary>
public sealed record WorkerState
{
    /// <summary>Its name, unlike any other's.</summary>
    public required string Worker { get; init; }

    /// <summary>Its process: number, start and host.</summary>
    public required string Process { get; init; }

    /// <summary>Where that number means something.</summary>
    public required string Place { get; init; }

    /// <summary>Its rank.</summary>
    public required int Rank { get; init; }

    /// <summary>How often it has said so; a number that stands still is what a dead worker looks like.</summary>
    public required long Sign { get; init; }

    /// <summary>What it does.</summary>
    public required WorkerActivity Activity { get; init; }

    /// <summary>Where it computes, such as <c>cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The chunk that it samples; null where it samples none.</summary>
    public int? Chunk { get; init; }

    /// <summary>Images of that chunk that are sampled, parts of images included.</summary>
    public double ChunkImages { get; init; }

    /// <summary>Images in chunks that it has finished.</summary>
    public required long Images { get; init; }

    /// <summary>Seconds since it began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether it has stopped in order.</summary>
    [JsonIgnore]
    public bool HasEnded => Activity is WorkerActivity.Finished or WorkerActivity.Stopped;
}
