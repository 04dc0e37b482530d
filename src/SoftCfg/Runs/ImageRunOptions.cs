using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Options;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>What runs of classes and of prompts are asked alike: how much is made, how, and where it goes. Immutable.</summary>
public abstract record ImageRunOptions
{
    /// <summary>The most chunks of a run: each has a record, and a folder of more files helps nobody.</summary>
    public const int MostChunks = 1_000_000;

    private protected ImageRunOptions()
    {
    }

    /// <summary>The folder of the run. One that holds a run of the same plan is gone on with.</summary>
    public required string Output { get; init; }

    /// <summary>Images.</summary>
    /// <value>At least 1; at most <see cref="MostChunks"/> chunks of them.</value>
    public required long Count { get; init; }

    /// <summary>With an image's index decides the image.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>How images are guided; <c>null</c> takes the model's own.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>How tokens are drawn; <c>null</c> takes the model's own.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>How libtorch stores and multiplies the generator's weights: float32 or bfloat16.</summary>
    /// <value>Default float32.</value>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>How the generator's weights are packed for the kernels of the CPU.</summary>
    /// <value>Default null: <see cref="WeightFormats.Default"/>, or nothing where libtorch computes.</value>
    public WeightFormat? Weights { get; init; }

    /// <summary>Where the model runs.</summary>
    /// <value>Default: the CPU.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>Images of a chunk: what a worker does at a time, and what one that is killed loses. From 1 to 65,536.</summary>
    /// <value>Default 64 of classes, 4 of prompts.</value>
    public int ChunkSize { get; init; } = 64;

    /// <summary>Images decoded together, at most a chunk. At least 1.</summary>
    /// <value>Default 16 of classes, 4 of prompts.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>How images are kept.</summary>
    /// <value>Default <see cref="ImageStorage.Png"/>.</value>
    public ImageStorage Images { get; init; }

    /// <summary>Whether tokens are kept.</summary>
    /// <value>Default false.</value>
    public bool SaveTokens { get; init; }

    /// <summary>Whether what guidance did is kept: a file of <see cref="Traces.TraceWriter"/> for each chunk.</summary>
    /// <value>Default false.</value>
    public bool SaveTraces { get; init; }

    /// <summary>The part of this process among others that work on the same run.</summary>
    /// <value>Default: the only one.</value>
    public WorkerOptions Worker { get; init; } = new();

    /// <summary>Told what the run does.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The guidance that counts: what was asked for, or the model's own.</summary>
    internal abstract GuidanceOptions EffectiveGuidance { get; }

    /// <summary>The sampling that counts, likewise.</summary>
    internal abstract SamplingOptions EffectiveSampling { get; }

    /// <summary>Where this process works, and who hears of it.</summary>
    internal RunPlace Place => new(Output, Device, Worker, Logger);

    /// <summary>Images decoded together: no more than there are in a chunk.</summary>
    internal int Batch => Math.Min(BatchSize, ChunkSize);

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public virtual void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Output);
        OptionChecks.Range(nameof(ChunkSize), ChunkSize, 1, 1 << 16);
        OptionChecks.Range(nameof(Count), Count, 1, (double)MostChunks * ChunkSize);
        OptionChecks.Range(nameof(BatchSize), BatchSize, 1, 1 << 16);
        if (Images == ImageStorage.None && !SaveTokens)
            throw new ArgumentException("The run would keep neither images nor tokens. Keep one of them.");
        EffectiveGuidance.Validate();
        EffectiveSampling.Validate();
        WeightFormats.Choose(Weights, Dtype, Device);
        Worker.Validate();
    }
}
