namespace SoftCfg.Hosting.Engines;

/// <summary>The engine stops or has stopped; the image will not be made.</summary>
public sealed class EngineStoppedException : Exception
{
    /// <summary>Says that an engine stops.</summary>
    /// <param name="engine">Its name.</param>
    public EngineStoppedException(string engine) : base($"{engine} is stopping and makes no more images.")
    {
    }
}
