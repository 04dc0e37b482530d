using System.Diagnostics;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Terminal;

/// <summary>Draws how far work is in the last lines of a terminal, below the images that it reports.</summary>
internal sealed class LiveProgress : IProgress<ProgressStep>, IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly LiveArea area;
    private readonly ProgressBar bar;
    private IReadOnlyList<RgbImage> images = [];
    private (IReadOnlyList<RgbImage> Images, (int, int) Room, IReadOnlyList<LiveLine> Lines) pictures = ([], default, []);
    private long last;

    /// <summary>Begins to draw.</summary>
    /// <param name="area">Where.</param>
    /// <param name="title">What is done, until the first report.</param>
    public LiveProgress(LiveArea area, string title)
    {
        (this.area, bar) = (area, new ProgressBar(area.HasBlocks));
        Draw(new ProgressStep(title, 0));
    }

    public void Report(ProgressStep value)
    {
        lock (gate)
        {
            var isNew = value.Images is not null && value.Images != images;
            images = value.Images ?? images;
            // Whoever makes images does not make them too often.
            if (isNew || Stopwatch.GetElapsedTime(last) >= Between)
                Draw(value);
        }
    }

    /// <summary>Removes the bar; the images stay.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (images.Count == 0)
            {
                area.Erase();
                return;
            }
            area.Draw(Pictures(area.Room));
            area.Leave();
        }
    }

    private void Draw(ProgressStep step)
    {
        var room = area.Room;
        area.Draw([.. Pictures(room), bar.Line(step, room.Columns)]);
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>The images as lines, above the one of the bar.</summary>
    private IReadOnlyList<LiveLine> Pictures((int Columns, int Rows) room)
    {
        if (pictures.Images != images || pictures.Room != room)
            pictures = (images, room, HalfBlocks.Of(images, room.Columns, room.Rows - 1));
        return pictures.Lines;
    }
}
