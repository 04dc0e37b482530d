using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Decoding;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Options;
using static TorchSharp.torch;

namespace SoftCfg.Sweeps;

/// <summary>What a sweep samples and what it compares the samples with. Immutable.</summary>
public sealed record SweepOptions
{
    /// <summary>Images of a file that is written before the point is finished; what a killed sweep loses at most.</summary>
    public const int ChunkSize = 256;

    /// <summary>
    /// The most images per point. Features are held in memory, 12 kB per image with the Inception network; published figures
    /// are of 50,000 images.
    /// </summary>
    public const int MaximumCount = 1_000_000;

    /// <summary>The model.</summary>
    public required ModelDescription Model { get; init; }

    /// <summary>
    /// The images to resemble: an <c>.npz</c>, a folder of images or the statistics of one, as <see cref="Evaluator"/>
    /// takes them.
    /// </summary>
    public required string Reference { get; init; }

    /// <summary>The folder of the sweep. One that holds a sweep of the same settings is gone on with.</summary>
    public required string Output { get; init; }

    /// <summary>The settings to compare.</summary>
    /// <value>Default: the three kinds of guidance with the model's own settings.</value>
    public SweepGrid Grid { get; init; } = new();

    /// <summary>Images per point. Image i has class i modulo the number of classes.</summary>
    /// <value>Default 10,000. From 4 to <see cref="MaximumCount"/>.</value>
    public int Count { get; init; } = 10_000;

    /// <summary>With an image's index decides the random numbers that it is drawn with, the same at every point.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Images decoded together: faster with more, and with more memory.</summary>
    /// <value>Default 128. From 1 to <see cref="ChunkSize"/>.</value>
    public int BatchSize { get; init; } = 128;

    /// <summary>The guidance of what the grid leaves open; <c>null</c> takes the model's.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>The sampling of what the grid leaves open; <c>null</c> takes the model's.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>How the generator's weights are stored and multiplied: float32 or bfloat16.</summary>
    /// <value>Default float32.</value>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>How the generator's weights are packed for the kernels of the CPU.</summary>
    /// <value>Default null: <see cref="WeightFormats.Default"/>, or nothing where libtorch computes.</value>
    public WeightFormat? Weights { get; init; }

    /// <summary>Where the model runs.</summary>
    /// <value>Default: the CPU.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>
    /// Whether every point keeps its images, as <c>samples.npz</c>, after they were measured. It applies to the points
    /// that this run finishes.
    /// </summary>
    /// <value>Default false.</value>
    public bool KeepImages { get; init; }

    /// <summary>How images are evaluated.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>Told what the sweep does.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Images of a file; a test has smaller ones.</summary>
    internal int ImagesPerChunk { get; init; } = ChunkSize;

    /// <summary>The points of the sweep.</summary>
    /// <returns>The points, in the order they are sampled in.</returns>
    /// <exception cref="ArgumentException">The grid cannot be sampled; the message says why.</exception>
    public IReadOnlyList<SweepPoint> Points() => Grid.Points(Guidance ?? Model.Guidance, Sampling ?? Model.Sampling);

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Reference);
        ArgumentException.ThrowIfNullOrEmpty(Output);
        OptionChecks.Range(nameof(Count), Count, Evaluator.MinimumImages, MaximumCount);
        OptionChecks.Range(nameof(BatchSize), BatchSize, 1, ChunkSize);
        Evaluation.Validate();
        WeightFormats.Choose(Weights, Dtype, Device);
        _ = Points();
    }
}
