namespace SoftCfg.Hosting.Engines;

/// <summary>How busy an engine is, at one moment.</summary>
/// <param name="Waiting">Images that wait for a place.</param>
/// <param name="Active">Images that grow.</param>
/// <param name="Drawing">Images that are finished and become pixels.</param>
/// <param name="TokensPerSecond">How fast it has been lately, over all images; 0 where nothing has been measured.</param>
/// <param name="IsStopping">Whether it takes no more images.</param>
/// <param name="Fault">Why the last step failed, if it did; images that come now are tried all the same.</param>
public sealed record EngineStatus(int Waiting, int Active, int Drawing, double TokensPerSecond, bool IsStopping, Exception? Fault);
