using System.Diagnostics;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Generating;

/// <summary>A picture of what there is of the image that is being decoded, refreshed now and then.</summary>
/// <param name="path">The file.</param>
/// <param name="between">The least time between refreshes.</param>
/// <param name="textOf">What is written into the file of the image of an index.</param>
internal sealed class PreviewFile(string path, TimeSpan between, Func<long, IEnumerable<KeyValuePair<string, string>>> textOf)
{
    /// <summary>A refresh takes a tenth of the time at most: decoding pixels is slow where tokens are.</summary>
    private const int ShareOfTime = 10;

    /// <summary>Longer ones would end a stop by force.</summary>
    private static readonly TimeSpan LongestAtTheEnd = TimeSpan.FromSeconds(3);

    private (long Index, int Rows) shown = (-1, 0);
    private string rows = "";
    private TimeSpan took;
    private long last = Stopwatch.GetTimestamp();

    /// <summary>What the file shows, as a sentence; null where there is none.</summary>
    public string? Said => shown.Index < 0 ? null : $"'{path}' shows {rows} of image {shown.Index}.";

    /// <summary>Refreshes the file if there is more to show, and it is time.</summary>
    /// <param name="progress">How far decoding is.</param>
    /// <param name="cancellation">Where it is requested, decoding stops here: what is shown last must be there soon.</param>
    public void Report(PromptProgress progress, CancellationToken cancellation)
    {
        var isLast = cancellation.IsCancellationRequested;
        if (progress.Preview is null || shown == (progress.Index, progress.Rows))
            return;
        var isDue = isLast ? took < LongestAtTheEnd
            : Stopwatch.GetElapsedTime(last) >= (took * ShareOfTime > between ? took * ShareOfTime : between);
        if (!isDue)
            return;
        var started = Stopwatch.GetTimestamp();
        PngWriter.Write(path, progress.Preview(isLast ? CancellationToken.None : cancellation),
            [.. textOf(progress.Index), new(Runs.RunProvenance.Prefix + "preview", $"{progress.Rows} of {progress.TotalRows} rows")],
            CancellationToken.None);
        (shown, rows) = ((progress.Index, progress.Rows), $"{progress.Rows} of {progress.TotalRows} rows");
        (last, took) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Removes the file: its image is finished.</summary>
    public void Remove()
    {
        if (shown.Index < 0)
            return;
        File.Delete(path);
        shown = (-1, 0);
    }
}
