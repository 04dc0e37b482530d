using System.Text.Json.Serialization;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>A line of a trace file behind the first: an image of N tokens. What is null was left out.</summary>
internal sealed record TraceLine
{
    public GuidanceKind? Guidance { get; init; }
    public long? Index { get; init; }

    [JsonPropertyName("class")]
    public int? ClassLabel { get; init; }

    public string? Prompt { get; init; }
    public int? Rows { get; init; }
    public int? Columns { get; init; }
    public IReadOnlyList<long>? Tokens { get; init; }
    public IReadOnlyList<float>? Scale { get; init; }
    public IReadOnlyList<float>? Confidence { get; init; }
    public IReadOnlyList<float>? Divergence { get; init; }

    [JsonConverter(typeof(ValueWeightsConverter))]
    public IReadOnlyList<IReadOnlyList<float>>? ValueWeights { get; init; }

    public IReadOnlyList<bool>? Kept { get; init; }

    [JsonConverter(typeof(OwnNumbersConverter))]
    public IReadOnlyDictionary<string, IReadOnlyList<float>>? Own { get; init; }
}
