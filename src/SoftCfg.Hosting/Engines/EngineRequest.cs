using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Engines;

/// <summary>The images that were asked for at a time, and where what happens to them is told. The engine's lock guards what changes.</summary>
/// <param name="images">The images, none of which has joined a session.</param>
/// <param name="watch">What is told.</param>
/// <param name="mail">Where it is told.</param>
internal sealed class EngineRequest(IReadOnlyList<SessionImage> images, EngineWatch watch, Mailbox mail)
{
    private volatile bool hasLeft;

    public IReadOnlyList<SessionImage> Images { get; } = images;

    public EngineWatch Watch { get; } = watch;

    public Mailbox Mail { get; } = mail;

    /// <summary>When it came, as the engine's clock counts.</summary>
    public long Arrived { get; init; }

    /// <summary>Images that have begun; those behind them wait.</summary>
    public int Begun { get; set; }

    /// <summary>Images that have begun and are not finished.</summary>
    public int Unfinished { get; set; }

    /// <summary>Images that wait.</summary>
    public int Waiting => hasLeft || IsRefused ? 0 : Images.Count - Begun;

    /// <summary>Whether the images that wait will not be made.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether nobody wants the images any more. Written by anybody, once.</summary>
    public bool HasLeft => hasLeft;

    public void Leave() => hasLeft = true;

    /// <summary>Ends it without its images.</summary>
    public void Fail(Exception reason)
    {
        Leave();
        Mail.Close(reason);
    }
}
