using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>Where and how kept tokens become images; what else decides images is the plan of their run. Immutable.</summary>
public sealed record DecodingOptions
{
    /// <summary>The folder of the images, itself that of a run: the same options go on with it.</summary>
    public required string Output { get; init; }

    /// <summary>The names of the model's classes, which the images tell; of a run of prompts nothing looks at them.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How images are kept.</summary>
    /// <value>Default <see cref="ImageStorage.Png"/>.</value>
    public ImageStorage Images { get; init; }

    /// <summary>Where the image tokenizer runs.</summary>
    /// <value>Default: the CPU.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>The part of this process among others that work on the same run.</summary>
    /// <value>Default: the only one.</value>
    public WorkerOptions Worker { get; init; } = new();

    /// <summary>Told what the run does.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
