using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>What a trace file says about an image.</summary>
/// <param name="Guidance">How it was guided.</param>
/// <param name="Index">Its index in the run.</param>
/// <param name="ClassLabel">Its class; null where it has a <see cref="Prompt"/>.</param>
/// <param name="Tokens">Its tokens, N of them.</param>
/// <param name="Trace">What guidance did. A number that was not finite is NaN.</param>
public sealed record TracedImage(
    GuidanceKind Guidance, long Index, int? ClassLabel, IReadOnlyList<long> Tokens, DecodeTrace Trace)
{
    /// <summary>Its prompt; null where it has a class.</summary>
    public string? Prompt { get; init; }

    /// <summary>Rows of codes, each with a token behind it that ends it; 0 (default) where the file does not say.</summary>
    public int Rows { get; init; }

    /// <summary>Codes of a row; 0 (default) where the file does not say.</summary>
    public int Columns { get; init; }
}
