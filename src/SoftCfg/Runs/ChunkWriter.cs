using System.Collections.Concurrent;

namespace SoftCfg.Runs;

/// <summary>
/// Writes chunks beside sampling, on a thread of its own: encoding, hashing and the disk hold up no token. How far it may be
/// behind is limited, and so is memory.
/// </summary>
internal sealed class ChunkWriter : IDisposable
{
    private const int MostMilliseconds = 200;

    private readonly BlockingCollection<(ChunkWork Work, RunImage Image)> queue;
    private readonly CancellationTokenSource failed = new();
    private readonly Action<ChunkWork> write;
    private readonly Task task;
    private readonly object gate = new();
    private int unwritten;
    private bool isDisposed;

    /// <summary>Starts.</summary>
    /// <param name="images">How many images may wait.</param>
    /// <param name="write">Ends a chunk of which every image is written.</param>
    internal ChunkWriter(int images, Action<ChunkWork> write)
    {
        this.write = write;
        queue = new BlockingCollection<(ChunkWork, RunImage)>(images);
        task = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Cancelled when something cannot be written: sampling on would be for nothing.</summary>
    internal CancellationToken Failed => failed.Token;

    /// <summary>Hands over an image; waits where writing is far behind.</summary>
    /// <exception cref="OperationCanceledException">Writing has failed; <see cref="Finish"/> says of what.</exception>
    internal void Add(ChunkWork work, RunImage image)
    {
        Interlocked.Increment(ref unwritten);
        queue.Add((work, image), failed.Token);
    }

    /// <summary>Waits until everything that was handed over is written.</summary>
    /// <exception cref="IOException">Something could not be.</exception>
    internal void Finish()
    {
        lock (gate)
        {
            while (Volatile.Read(ref unwritten) > 0 && !task.IsCompleted)
                Monitor.Wait(gate, MostMilliseconds);
        }
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        queue.CompleteAdding();
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        queue.Dispose();
        failed.Dispose();
    }

    private void Run()
    {
        try
        {
            foreach (var (work, image) in queue.GetConsumingEnumerable())
            {
                work.Files.Add(image);
                if (work.Files.Count == work.Claim.Chunk.Count)
                    write(work);
                Interlocked.Decrement(ref unwritten);
                lock (gate)
                    Monitor.PulseAll(gate);
            }
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }
}
