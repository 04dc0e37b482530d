using System.Diagnostics;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;
using SoftCfg.Sessions;

namespace SoftCfg.Cli.Sampling;

/// <summary>Pictures of the images of a batch, as far as they are.</summary>
/// <param name="between">The least time between refreshes.</param>
internal sealed class LivePreview(TimeSpan between)
{
    private const byte Grey = 128;

    /// <summary>A refresh takes no longer than this where it need not: slow images are drawn in turn, one or a few at a time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly RefreshClock clock = new(between, part: 4);
    private RgbImage[] pictures = [];
    private int tokens;
    private int next;

    /// <summary>Draws some of the images, if it is time.</summary>
    /// <param name="snapshots">Takes snapshots of them, see <see cref="GenerationProgress.Snapshots"/>.</param>
    /// <returns>All pictures; null where nothing has changed.</returns>
    public IReadOnlyList<RgbImage>? Grown(Func<IReadOnlyList<ImageSnapshot>>? snapshots)
    {
        if (snapshots is null || !clock.IsDue)
            return null;
        clock.Refresh(() => Draw(snapshots()));
        return [.. pictures];
    }

    /// <summary>Takes the finished image in place of its picture.</summary>
    /// <param name="place">Its place in the batch.</param>
    /// <param name="image">The image.</param>
    public void Finished(int place, RgbImage image)
    {
        // A batch that was too fast to be seen.
        if (place >= pictures.Length)
            Array.Resize(ref pictures, place + 1);
        pictures[place] = image;
    }

    /// <summary>The pictures of a batch whose images are finished.</summary>
    /// <param name="count">How many there are.</param>
    public IReadOnlyList<RgbImage> Whole(int count)
    {
        // The next batch begins in grey.
        tokens = int.MaxValue;
        return pictures[..count];
    }

    private void Draw(IReadOnlyList<ImageSnapshot> batch)
    {
        if (batch.Count != pictures.Length || batch[0].Tokens.Count < tokens)
        {
            var first = batch[0].Render();
            var grey = new RgbImage(first.Width, first.Height, [.. Enumerable.Repeat(Grey, first.Pixels.Length)]);
            pictures = [first, .. Enumerable.Repeat(grey, batch.Count - 1)];
            next = 1;
        }
        tokens = batch[0].Tokens.Count;
        var started = Stopwatch.GetTimestamp();
        for (var drawn = 0; drawn < batch.Count && (drawn == 0 || Stopwatch.GetElapsedTime(started) < Patience); drawn++)
        {
            var at = next++ % batch.Count;
            pictures[at] = batch[at].Render();
        }
    }
}
