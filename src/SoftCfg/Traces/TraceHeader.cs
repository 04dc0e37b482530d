using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>The first line of a trace file. What is null was left out.</summary>
internal sealed record TraceHeader
{
    /// <summary>What the file says it is.</summary>
    internal const string CurrentFormat = "softcfg-trace-2";

    /// <summary>The format before: one JSON object with all images.</summary>
    internal const string OlderFormat = "softcfg-trace-1";

    public string? Format { get; init; }
    public string? Library { get; init; }
    public string? Model { get; init; }
    public IReadOnlyList<GuidanceOptions>? Guidance { get; init; }
    public SamplingOptions? Sampling { get; init; }
}
