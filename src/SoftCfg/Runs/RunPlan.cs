using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;

namespace SoftCfg.Runs;

/// <summary>
/// What decides every image of a run, and how the run is cut into chunks. A folder is gone on with by the same plan only.
/// </summary>
/// <remarks>
/// Batch size, threads, workers and the version of the library are not part of it: they decide no image, beyond the last bits of sums
/// where libtorch computes.
/// </remarks>
public sealed record RunPlan
{
    /// <summary>The weights.</summary>
    public required ModelFingerprint Model { get; init; }

    /// <summary>Images.</summary>
    public required long Count { get; init; }

    /// <summary>Images of a chunk; the last one may have fewer.</summary>
    [JsonPropertyName("chunk")]
    public required int ChunkSize { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The classes of the images.</summary>
    public required ClassAssignment Classes { get; init; }

    /// <summary>How images are guided; what nothing looks at has its default.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>How tokens are drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>How the generator's weights are stored and multiplied, such as <c>float32</c>.</summary>
    [JsonPropertyName("dtype")]
    public required string Dtype { get; init; }

    /// <summary>How its weights are packed, such as <c>int8</c>; null where libtorch computes.</summary>
    public string? Weights { get; init; }

    /// <summary>What kind of device it runs on, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>How images are kept.</summary>
    public required ImageStorage Images { get; init; }

    /// <summary>Whether their tokens are kept.</summary>
    public required bool Tokens { get; init; }

    /// <summary>Whether what guidance did is kept.</summary>
    /// <value>Default false.</value>
    public bool Traces { get; init; }

    /// <summary>How many chunks there are.</summary>
    [JsonIgnore]
    public int Chunks => (int)((Count + ChunkSize - 1) / ChunkSize);

    /// <summary>A chunk.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <returns>Its images.</returns>
    public RunChunk Chunk(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Chunks);
        var first = (long)number * ChunkSize;
        return new RunChunk(number, first, (int)Math.Min(ChunkSize, Count - first));
    }

    /// <summary>The class label of an image.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The label.</returns>
    public int LabelOf(long index) => Classes.Of(index, Seed);

    /// <summary>The plan of what was asked for, of these weights.</summary>
    internal static RunPlan Of(RunOptions options, ModelFingerprint model) => new()
    {
        Model = model,
        Count = options.Count,
        ChunkSize = options.ChunkSize,
        Seed = options.Seed,
        Classes = options.Classes ?? ClassAssignment.Balanced(options.Model.Classes.Count),
        Guidance = GuidanceSettings.All.Normalize(options.Guidance ?? options.Model.Guidance),
        Sampling = SamplingSettings.All.Normalize(options.Sampling ?? options.Model.Sampling),
        Dtype = options.Dtype.ToString().ToLowerInvariant(),
        Weights = WeightFormats.Choose(options.Weights, options.Dtype, options.Device) is { } format ? WeightFormats.NameOf(format) : null,
        // Not which of them: the workers of a machine have one each.
        Device = options.Device.type.ToString().ToLowerInvariant(),
        Images = options.Images,
        Tokens = options.SaveTokens,
        Traces = options.SaveTraces,
    };
}
