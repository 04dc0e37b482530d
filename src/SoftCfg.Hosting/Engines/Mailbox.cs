using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace SoftCfg.Hosting.Engines;

/// <summary>
/// The events of one request that nobody has read yet. Writing never waits, and what a reader leaves lying is bounded: of previews the
/// latest of each image, of steps so many; finished images are bounded by the engine, which begins no more of them.
/// </summary>
/// <param name="unreadSteps">Steps kept, at most.</param>
/// <param name="onRead">Told when a finished image was taken.</param>
internal sealed class Mailbox(int unreadSteps, Action onRead)
{
    private readonly Lock gate = new();
    private readonly LinkedList<EngineEvent> mail = [];
    private readonly Dictionary<int, LinkedListNode<EngineEvent>> previews = [];

    /// <summary>Rings for a reader that waits; one ring is enough however much has come.</summary>
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int steps;
    private bool isClosed;
    private Exception? failure;

    /// <summary>Finished images that have been read.</summary>
    public int Taken { get; private set; }

    public void Add(EngineEvent item)
    {
        lock (gate)
        {
            if (isClosed || !Keeps(item))
                return;
            var node = mail.AddLast(item);
            if (item is PreviewEvent)
                previews[item.Image] = node;
        }
        bell.Writer.TryWrite(true);
    }

    /// <summary>Nothing comes any more. What has come is read first, then the failure is thrown.</summary>
    /// <param name="reason">Why images are missing; null if none are.</param>
    public void Close(Exception? reason = null)
    {
        lock (gate)
        {
            if (isClosed)
                return;
            (isClosed, failure) = (true, reason);
        }
        bell.Writer.TryWrite(true);
    }

    /// <summary>Reads until the box is closed and empty.</summary>
    public async IAsyncEnumerable<EngineEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (Take() is { } item)
            {
                if (item is FinishedEvent)
                    onRead();
                yield return item;
                cancellationToken.ThrowIfCancellationRequested();
            }
            if (IsOver())
                yield break;
            await bell.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Whether an event is kept at all; makes room for a preview.</summary>
    private bool Keeps(EngineEvent item)
    {
        switch (item)
        {
            case SteppedEvent when steps >= unreadSteps:
                return false;
            case SteppedEvent:
                steps++;
                return true;
            case PreviewEvent when previews.Remove(item.Image, out var older):
                mail.Remove(older);
                return true;
            default:
                return true;
        }
    }

    private EngineEvent? Take()
    {
        lock (gate)
        {
            if (mail.First?.Value is not { } item)
                return null;
            mail.RemoveFirst();
            if (item is SteppedEvent)
                steps--;
            if (item is PreviewEvent)
                previews.Remove(item.Image);
            if (item is FinishedEvent)
                Taken++;
            return item;
        }
    }

    private bool IsOver()
    {
        lock (gate)
        {
            if (!isClosed || mail.Count > 0)
                return false;
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            return true;
        }
    }
}
