using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SoftCfg.Diagnostics;

/// <summary>What programs can observe: a meter and an activity source, both named "SoftCfg".</summary>
internal static class Telemetry
{
    internal const string Name = "SoftCfg";

    private static readonly Meter Meter = new(Name);

    /// <summary>Activities: one per decoded batch, within that of a run's chunk.</summary>
    internal static ActivitySource Activities { get; } = new(Name);

    /// <summary>Images finished.</summary>
    internal static Counter<long> Images { get; } = Meter.CreateCounter<long>("softcfg.image.count", "{image}");

    /// <summary>Tokens sampled.</summary>
    internal static Counter<long> Tokens { get; } = Meter.CreateCounter<long>("softcfg.token.count", "{token}");

    /// <summary>Chunks of runs finished.</summary>
    internal static Counter<long> Chunks { get; } = Meter.CreateCounter<long>("softcfg.chunk.count", "{chunk}");

    /// <summary>Chunks taken over from workers that died.</summary>
    internal static Counter<long> Takeovers { get; } = Meter.CreateCounter<long>("softcfg.chunk.takeover.count", "{chunk}");

    /// <summary>How long a batch took, decoding to pixels included.</summary>
    internal static Histogram<double> BatchDuration { get; } = Meter.CreateHistogram<double>("softcfg.batch.duration", "s");
}
