using SoftCfg.Options;

namespace SoftCfg.Runs;

/// <summary>The part of one process among those that work on a run. Immutable.</summary>
/// <remarks>
/// No result depends on it: ranks only keep workers out of each other's way. Workers may join, leave and come back in any number.
/// </remarks>
public sealed record WorkerOptions
{
    /// <summary>Which of the workers this is, from 0.</summary>
    /// <value>Default 0.</value>
    public int Rank { get; init; }

    /// <summary>How many workers there are meant to be.</summary>
    /// <value>Default 1.</value>
    public int WorldSize { get; init; } = 1;

    /// <summary>How often a worker shows that it lives.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan SignEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker of another machine may show nothing before its chunk is taken over.</summary>
    /// <value>Default 60 s. At least twice <see cref="SignEvery"/>. Measured by whoever waits; no clocks are compared.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How time passes.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        OptionChecks.Range(nameof(WorldSize), WorldSize, 1, 1_000_000);
        OptionChecks.Range(nameof(Rank), Rank, 0, WorldSize - 1);
        OptionChecks.Range(nameof(SignEvery), SignEvery.TotalSeconds, 0.01, 3600);
        OptionChecks.Range(nameof(Patience), Patience.TotalSeconds, 2 * SignEvery.TotalSeconds, 1e6);
    }
}
