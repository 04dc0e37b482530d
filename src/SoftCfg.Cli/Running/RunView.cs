using System.Diagnostics;
using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>Says how far a run is, how fast it is, and how long it will still take.</summary>
/// <param name="count">Images of everything.</param>
internal sealed class RunView(long count)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private double? found;

    /// <summary>Images of everything.</summary>
    public long Count => count;

    /// <summary>Images finished.</summary>
    public long Finished { get; private set; }

    /// <summary>Notes how many images are finished.</summary>
    public void Note(long images) => Finished = images;

    /// <summary>What one worker knows.</summary>
    /// <param name="title">What is sampled, or nothing.</param>
    /// <param name="before">Images of the runs before this one.</param>
    /// <param name="progress">How far this one is.</param>
    public ProgressStep Step(string title, long before, RunProgress progress)
    {
        var waiting = progress.Activity == WorkerActivity.Waiting ? ", waiting for other workers" : "";
        return Step(title, before + progress.Images, progress.AtWork, before + progress.Found, waiting);
    }

    /// <summary>What the folder of a run says.</summary>
    /// <param name="title">What is sampled, or nothing.</param>
    /// <param name="images">Images in finished chunks.</param>
    /// <param name="atWork">Images sampled of others.</param>
    /// <param name="foundNow">Images that were finished at first, as far as is known now.</param>
    /// <param name="remark">What else to say.</param>
    public ProgressStep Step(string title, long images, double atWork, long foundNow, string remark)
    {
        Finished = images;
        found ??= foundNow;
        var made = images + atWork - found.Value;
        var elapsed = Stopwatch.GetElapsedTime(started);
        var speed = "";
        if (made > 0 && elapsed.TotalSeconds > 0)
        {
            var rate = made / elapsed.TotalSeconds;
            var left = TimeSpan.FromSeconds(Math.Min((count - images - atWork) / rate, TimeSpan.FromDays(999).TotalSeconds));
            speed = string.Create(CultureInfo.InvariantCulture, $", {rate:0.##} images/s, about {(int)left.TotalHours}:{left:mm\\:ss} left");
        }
        return new ProgressStep(string.Create(CultureInfo.InvariantCulture, $"{title}{images} of {count} images{remark}{speed}"),
            Math.Min((images + atWork) / count, 1));
    }
}
