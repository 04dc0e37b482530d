namespace SoftCfg.Hosting.Engines;

/// <summary>
/// Where tokens become pixels, beside the thread that steps. Finished images come first, in order; of each image one preview waits, the
/// latest.
/// </summary>
internal sealed class DrawingThread
{
    private readonly object gate = new();
    private readonly Queue<Action> finished = [];
    private readonly Queue<ActiveImage> order = [];
    private readonly Dictionary<ActiveImage, Action> previews = new(ReferenceEqualityComparer.Instance);
    private readonly Thread thread;
    private volatile bool isDrawing;
    private bool isClosed;

    public DrawingThread(string name)
    {
        thread = new Thread(Run) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Whether it is at work.</summary>
    public bool IsDrawing => isDrawing;

    /// <summary>Draws a preview when there is time, unless a later one or the whole image comes before.</summary>
    /// <param name="image">The image.</param>
    /// <param name="draw">Draws it; throws nothing.</param>
    public void Preview(ActiveImage image, Action draw)
    {
        lock (gate)
        {
            if (!previews.ContainsKey(image))
                order.Enqueue(image);
            previews[image] = draw;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Draws a finished image.</summary>
    /// <param name="image">The image; its preview is forgotten.</param>
    /// <param name="draw">Draws it; throws nothing.</param>
    public void Finish(ActiveImage image, Action draw)
    {
        lock (gate)
        {
            previews.Remove(image);
            finished.Enqueue(draw);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Draws what is finished, and ends.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
    }

    private void Run()
    {
        while (Next() is { } draw)
        {
            isDrawing = true;
            draw();
            isDrawing = false;
        }
    }

    /// <summary>Waits for something to draw.</summary>
    /// <returns>What draws it; null when the thread ends.</returns>
    private Action? Next()
    {
        lock (gate)
        {
            while (true)
            {
                if (finished.TryDequeue(out var whole))
                    return whole;
                // An image in the order may have been finished since.
                while (order.TryDequeue(out var image))
                {
                    if (previews.Remove(image, out var preview))
                        return preview;
                }
                if (isClosed)
                    return null;
                Monitor.Wait(gate);
            }
        }
    }
}
