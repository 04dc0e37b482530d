namespace SoftCfg.Hosting.Engines;

/// <summary>Something that happened to one of a request's images.</summary>
/// <param name="Image">Which: its place in the request, from 0.</param>
public abstract record EngineEvent(int Image);
