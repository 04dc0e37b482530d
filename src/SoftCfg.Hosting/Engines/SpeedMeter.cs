namespace SoftCfg.Hosting.Engines;

/// <summary>How fast an engine has been lately: a running mean over steps.</summary>
internal sealed class SpeedMeter
{
    // About the last thirty steps.
    private const double Newest = 1.0 / 30;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(10);

    private double secondsPerToken;

    /// <summary>Tokens a second, over all images; 0 where nothing has been measured.</summary>
    public double TokensPerSecond => secondsPerToken > 0 ? 1 / secondsPerToken : 0;

    /// <summary>Takes a step into account.</summary>
    /// <param name="tokens">Images that stepped.</param>
    /// <param name="time">What it took.</param>
    public void Add(int tokens, TimeSpan time)
    {
        var measured = time.TotalSeconds / tokens;
        secondsPerToken = secondsPerToken > 0 ? secondsPerToken + Newest * (measured - secondsPerToken) : measured;
    }

    /// <summary>How long tokens take, as an answer to somebody who has to wait for them.</summary>
    public TimeSpan TimeFor(long tokens) =>
        TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(tokens * secondsPerToken), Shortest.TotalSeconds, Longest.TotalSeconds));
}
