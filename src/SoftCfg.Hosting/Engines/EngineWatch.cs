namespace SoftCfg.Hosting.Engines;

/// <summary>What whoever asks for images wants to be told of them.</summary>
public sealed record EngineWatch
{
    /// <summary>Whether every step is told. It records a trace, which takes a little time.</summary>
    /// <value>Default false.</value>
    public bool Steps { get; init; }

    /// <summary>Steps from one preview to the next. A preview that is not drawn or read before the next one is left out.</summary>
    /// <value>Default 0: as <see cref="Previews"/> says.</value>
    public int PreviewEvery { get; init; }

    /// <summary>Previews of each image, at most, evenly spread over its steps; nothing where <see cref="PreviewEvery"/> is set.</summary>
    /// <value>Default 0: none.</value>
    public int Previews { get; init; }

    /// <summary>
    /// Whether the images of the request begin in the same step, to be compared as they grow. They wait until there are places for all;
    /// of a request that is larger than the engine each begins when it can.
    /// </summary>
    /// <value>Default false.</value>
    public bool Together { get; init; }

    /// <summary>Steps from one preview to the next of an image.</summary>
    /// <param name="steps">Steps of the image.</param>
    /// <returns>0 where there are none.</returns>
    internal int PreviewPeriod(int steps) =>
        PreviewEvery > 0 ? PreviewEvery : Previews > 0 ? Math.Max(1, (int)Math.Ceiling(steps / (Previews + 1.0))) : 0;
}
