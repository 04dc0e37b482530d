using SoftCfg.Decoding;
using SoftCfg.Imaging;

namespace SoftCfg.Hosting.Engines;

/// <summary>The image is finished: the last that is told of it.</summary>
/// <param name="Image">Which.</param>
/// <param name="Picture">Its pixels.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Trace">What guidance did; null unless the request or <see cref="EngineWatch.Steps"/> asked for it.</param>
public sealed record FinishedEvent(int Image, RgbImage Picture, IReadOnlyList<long> Tokens, DecodeTrace? Trace) : EngineEvent(Image);
