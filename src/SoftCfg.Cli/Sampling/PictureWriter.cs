using SoftCfg.Imaging;

namespace SoftCfg.Cli.Sampling;

/// <summary>Writes pictures beside sampling: encoding and the disk hold up no token. How far it may be behind is limited.</summary>
internal sealed class PictureWriter : IDisposable
{
    private const int MostWaiting = 256;

    private readonly Queue<Task> writing = new();

    /// <summary>Hands a picture over; waits where writing is far behind.</summary>
    /// <exception cref="IOException">An earlier picture could not be written.</exception>
    public void Write(string path, RgbImage image, IReadOnlyList<KeyValuePair<string, string>> text)
    {
        writing.Enqueue(Task.Run(() => PngWriter.Write(path, image, text)));
        while (writing.Count > MostWaiting || (writing.TryPeek(out var first) && first.IsCompleted))
            writing.Dequeue().GetAwaiter().GetResult();
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="IOException">Something could not be.</exception>
    public void Finish()
    {
        while (writing.TryDequeue(out var next))
            next.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is being written, whether it succeeds or not: after a stop, what was sampled is there.</summary>
    public void Dispose()
    {
        while (writing.TryDequeue(out var next))
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
    }
}
