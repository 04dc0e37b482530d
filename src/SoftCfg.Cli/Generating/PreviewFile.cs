using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Generating;

/// <summary>A picture of what there is of the image that is being decoded, refreshed now and then.</summary>
/// <param name="path">The file.</param>
/// <param name="between">The least time between refreshes.</param>
/// <param name="textOf">What is written into the file of the image of an index.</param>
internal sealed class PreviewFile(string path, TimeSpan between, Func<long, IEnumerable<KeyValuePair<string, string>>> textOf)
{
    /// <summary>Longer ones would end a stop by force.</summary>
    private static readonly TimeSpan LongestAtTheEnd = TimeSpan.FromSeconds(3);

    private readonly RefreshClock clock = new(between, part: 10);
    private (long Index, int Rows) shown = (-1, 0);
    private string rows = "";

    /// <summary>What the file shows, as a sentence; null where there is none.</summary>
    public string? Said => shown.Index < 0 ? null : $"'{path}' shows {rows} of image {shown.Index}.";

    /// <summary>Refreshes the file if there is more to show, and it is time.</summary>
    /// <param name="progress">How far decoding is.</param>
    /// <param name="cancellation">Where it is requested, decoding stops here: what is shown last must be there soon.</param>
    /// <returns>What it shows now; null where it is as it was.</returns>
    public RgbImage? Report(PromptProgress progress, CancellationToken cancellation)
    {
        var isLast = cancellation.IsCancellationRequested;
        if (progress.Preview is null || shown == (progress.Index, progress.Rows) || !(isLast ? clock.Took < LongestAtTheEnd : clock.IsDue))
            return null;
        RgbImage? picture = null;
        clock.Refresh(() =>
        {
            picture = progress.Preview(isLast ? CancellationToken.None : cancellation);
            PngWriter.Write(path, picture,
                [.. textOf(progress.Index), new(Runs.RunProvenance.Prefix + "preview", $"{progress.Rows} of {progress.TotalRows} rows")],
                CancellationToken.None);
        });
        (shown, rows) = ((progress.Index, progress.Rows), $"{progress.Rows} of {progress.TotalRows} rows");
        return picture;
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
