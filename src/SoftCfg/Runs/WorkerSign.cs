using System.Globalization;
using System.Text.RegularExpressions;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>A worker's file that shows to the others that it lives, written from a thread that sampling never holds up.</summary>
internal sealed partial class WorkerSign : IDisposable
{
    private readonly Lock writing = new();
    private readonly RunLayout layout;
    private readonly ITimer timer;
    private readonly TimeProvider time;
    private readonly long started;
    private WorkerState state;

    internal WorkerSign(RunLayout layout, WorkerOptions options, string device)
    {
        (this.layout, time, started) = (layout, options.Time, options.Time.GetTimestamp());
        state = new WorkerState
        {
            // The same host and number may come again, or twice in two containers.
            Worker = string.Create(CultureInfo.InvariantCulture,
                $"{options.Rank:D4}-{ProcessStamp.Current.Host}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}"),
            Process = ProcessStamp.Current.ToString(),
            Place = ProcessPlace.Current,
            Rank = options.Rank,
            Sign = 0,
            Activity = WorkerActivity.Sampling,
            Device = device,
            Images = 0,
            Seconds = 0,
        };
        Write();
        timer = time.CreateTimer(_ => TryWrite(), null, options.SignEvery, options.SignEvery);
    }

    /// <summary>The worker's name.</summary>
    internal string Worker => state.Worker;

    /// <summary>Seconds since it began.</summary>
    internal double Seconds => time.GetElapsedTime(started).TotalSeconds;

    /// <summary>Images in chunks that it has finished.</summary>
    internal long Images => state.Images;

    /// <summary>Whether a text of a file can be the name of a worker, and so of a file.</summary>
    internal static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Notes what the worker does; others see it with the next sign.</summary>
    internal void Note(Func<WorkerState, WorkerState> change)
    {
        lock (writing)
            state = change(state);
    }

    /// <summary>Writes the next sign.</summary>
    internal void Write()
    {
        lock (writing)
        {
            state = state with { Sign = state.Sign + 1, Seconds = Math.Round(Seconds, 3) };
            SignFile.Write(layout.Sign(state.Worker), RunJson.Line(state));
        }
    }

    /// <summary>Says how it ended.</summary>
    internal void End(WorkerActivity how)
    {
        timer.Dispose();
        Note(state => state with { Activity = how, Chunk = null, ChunkImages = 0 });
        TryWrite();
    }

    /// <summary>As a kill would: no more signs, and nothing said.</summary>
    public void Dispose() => timer.Dispose();

    /// <summary>The disk may be full or gone; whoever writes images will say so.</summary>
    private void TryWrite()
    {
        try
        {
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    [GeneratedRegex(@"^[0-9A-Za-z_-][0-9A-Za-z._-]{0,150}\z")]
    private static partial Regex Name();
}
