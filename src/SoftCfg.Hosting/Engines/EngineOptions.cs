using System.ComponentModel.DataAnnotations;
using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Engines;

/// <summary>How much an <see cref="ImageEngine"/> takes on. Checked when it is made.</summary>
public sealed class EngineOptions
{
    /// <summary>Images that grow at a time. More are faster in all and need more memory; each takes longer.</summary>
    /// <value>Default 8. From 1 to 1024.</value>
    [Range(1, 1024, ErrorMessage = "Capacity must be from 1 to 1024 images.")]
    public int Capacity { get; set; } = 8;

    /// <summary>Images that may wait for a place. Whoever comes when they are that many is refused, and told when to come back.</summary>
    /// <value>Default 64. From 0 to 100,000.</value>
    [Range(0, 100_000, ErrorMessage = "QueueLimit must be from 0 to 100000 images.")]
    public int QueueLimit { get; set; } = 64;

    /// <summary>Images of one request, at most.</summary>
    /// <value>Default 64. From 1 to 100,000; never more than <see cref="Capacity"/> and <see cref="QueueLimit"/> together.</value>
    [Range(1, 100_000, ErrorMessage = "LargestRequest must be from 1 to 100000 images.")]
    public int LargestRequest { get; set; } = 64;

    /// <summary>How large images may be where requests say so, that is of prompts. <see cref="Capacity"/> times that much memory is taken.</summary>
    /// <value>Default: <see cref="SessionSize.Default"/>.</value>
    [Required(ErrorMessage = "Size must not be null.")]
    public SessionSize Size { get; set; } = SessionSize.Default;

    /// <summary>
    /// Steps that a reader may leave unread. Who is further behind misses steps, and has them all in the end, in the trace of
    /// <see cref="FinishedEvent"/>.
    /// </summary>
    /// <value>Default 4096. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000, ErrorMessage = "UnreadSteps must be from 1 to 1000000.")]
    public int UnreadSteps { get; set; } = 4096;

    /// <summary>How long images that have begun may take to finish when the engine stops.</summary>
    /// <value>Default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "ShutdownGrace must be from 0 to 24 hours.")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(20);
}
