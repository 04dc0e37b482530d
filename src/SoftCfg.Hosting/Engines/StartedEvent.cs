using SoftCfg.Decoding;

namespace SoftCfg.Hosting.Engines;

/// <summary>The image has a place and begins to grow.</summary>
/// <param name="Image">Which.</param>
/// <param name="Steps">Tokens it will have.</param>
/// <param name="Grid">Where its tokens lie; null where the model does not say.</param>
public sealed record StartedEvent(int Image, int Steps, TokenGrid? Grid) : EngineEvent(Image);
