namespace SoftCfg.Hosting.Engines;

/// <summary>The engine has taken the image on.</summary>
/// <param name="Image">Which.</param>
/// <param name="Position">
/// Images that were waiting when it came, of this request as well. Requests take turns, so one with few images waits for fewer.
/// </param>
public sealed record QueuedEvent(int Image, int Position) : EngineEvent(Image);
