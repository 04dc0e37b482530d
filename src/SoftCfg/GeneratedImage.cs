using SoftCfg.Decoding;
using SoftCfg.Imaging;

namespace SoftCfg;

/// <summary>One generated image.</summary>
/// <param name="Index">Its index in the run.</param>
/// <param name="ClassLabel">Its class.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="Tokens">Its tokens, N of them.</param>
/// <param name="Trace">What guidance did, if it was asked for.</param>
public sealed record GeneratedImage(long Index, int ClassLabel, RgbImage Image, IReadOnlyList<long> Tokens, DecodeTrace? Trace);
