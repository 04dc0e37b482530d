namespace SoftCfg.Hosting.Engines;

/// <summary>How an engine stopped.</summary>
/// <param name="Finished">Images that were growing and were finished.</param>
/// <param name="Cancelled">Images that were growing and were given up, because time had run out.</param>
/// <param name="Refused">Images that were waiting.</param>
public sealed record EngineStop(int Finished, int Cancelled, int Refused);
