using SoftCfg.Imaging;

namespace SoftCfg.Hosting.Engines;

/// <summary>What there is of the image so far; what is not there yet is grey.</summary>
/// <param name="Image">Which.</param>
/// <param name="Step">Tokens it has.</param>
/// <param name="Picture">Its pixels.</param>
public sealed record PreviewEvent(int Image, int Step, RgbImage Picture) : EngineEvent(Image);
