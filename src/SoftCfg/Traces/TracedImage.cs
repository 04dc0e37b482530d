using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>What a trace file says about an image.</summary>
/// <param name="Guidance">How it was guided.</param>
/// <param name="Index">Its index in the run.</param>
/// <param name="ClassLabel">Its class.</param>
/// <param name="Tokens">Its tokens, N of them.</param>
/// <param name="Trace">What guidance did. A number that was not finite is NaN.</param>
public sealed record TracedImage(
    GuidanceKind Guidance, long Index, int ClassLabel, IReadOnlyList<long> Tokens, DecodeTrace Trace);
