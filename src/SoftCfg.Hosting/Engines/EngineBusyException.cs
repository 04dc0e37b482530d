namespace SoftCfg.Hosting.Engines;

/// <summary>As many images wait as may wait. Come back after <see cref="RetryAfter"/>.</summary>
public sealed class EngineBusyException : Exception
{
    /// <summary>Says that an engine is busy.</summary>
    /// <param name="engine">Its name.</param>
    /// <param name="waiting">Images that wait.</param>
    /// <param name="retryAfter">When there should be room.</param>
    public EngineBusyException(string engine, int waiting, TimeSpan retryAfter)
        : base($"{engine} is busy: {waiting} images wait, as many as may. Try again in {Math.Ceiling(retryAfter.TotalSeconds):0} s.") =>
        RetryAfter = retryAfter;

    /// <summary>When there should be room, from how fast images have been finished lately.</summary>
    /// <value>At least a second, at most ten minutes.</value>
    public TimeSpan RetryAfter { get; }
}
