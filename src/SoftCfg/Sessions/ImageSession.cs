using SoftCfg.Decoding;
using SoftCfg.Diagnostics;
using SoftCfg.Layers;
using SoftCfg.Models;

namespace SoftCfg.Sessions;

/// <summary>
/// Images that grow together, a token each at every <see cref="Step"/>; they join and leave between steps. An image is the same
/// whoever its neighbours are. Not safe for concurrent use; snapshots may be drawn elsewhere meanwhile.
/// </summary>
public sealed class ImageSession : IDisposable
{
    private readonly DecodeSession session;
    private readonly Dictionary<Sequence, SessionImage> images = [];
    private readonly object owner;
    private long steps;

    /// <param name="owner">The generator, whose images alone it takes.</param>
    /// <param name="model">Its model.</param>
    /// <param name="capacity">Images that grow at a time, at most.</param>
    /// <param name="size">How large they may be; null where the model says so.</param>
    internal ImageSession(object owner, ICausalImageModel model, int capacity, SessionSize? size)
    {
        this.owner = owner;
        session = new DecodeSession(model, capacity, longestContext: size?.ContextTokens, longestImage: size?.ImageTokens);
    }

    /// <summary>Images that grow at a time, at most.</summary>
    public int Capacity => session.Capacity;

    /// <summary>Images that are growing.</summary>
    public int Count => session.Count;

    /// <summary>Takes an image in; it grows from the next step on.</summary>
    /// <param name="image">An image of this generator, which has not joined a session before.</param>
    /// <exception cref="ArgumentException">It is of another generator, or larger than the session's images may be.</exception>
    /// <exception cref="InvalidOperationException">Every place is taken, or it has joined before.</exception>
    public void Join(SessionImage image)
    {
        if (!ReferenceEquals(image.Owner, owner))
            throw new ArgumentException("The image was prepared by another generator than the session's.", nameof(image));
        session.Join(image.Sequence);
        images.Add(image.Sequence, image);
        image.JoinedTo(this);
    }

    /// <summary>Lets an image go before it is finished; what there is of it is lost.</summary>
    /// <param name="image">An image of this session.</param>
    /// <exception cref="ArgumentException">It is not growing in this session.</exception>
    public void Leave(SessionImage image)
    {
        session.Leave(image.Sequence);
        Forget(image);
    }

    /// <summary>Samples the next token of every image.</summary>
    /// <param name="threads">
    /// Threads that compute, at most; as many as libtorch has where null. The tokens do not depend on it. Who draws meanwhile is left some.
    /// </param>
    /// <returns>The images that are finished by it; they have left.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There would be no thread.</exception>
    /// <exception cref="InvalidOperationException">The model's logits make no distribution.</exception>
    public IReadOnlyList<SessionImage> Step(int? threads = null)
    {
        using var share = KernelThreads.AtMost(threads);
        // Broken logits are told after few steps, not when an image of thousands is finished.
        if (long.IsPow2(++steps) || steps % 256 == 0)
            session.ThrowIfBroken();
        var finished = session.Step().Select(sequence => images[sequence]).ToList();
        foreach (var image in finished)
        {
            Forget(image);
            Telemetry.Images.Add(1);
            Telemetry.Tokens.Add(image.Steps);
        }
        return finished;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var image in images.Values.ToList())
            Forget(image);
        session.Dispose();
    }

    internal IReadOnlyList<long> TokensOf(SessionImage image) => session.TokensOf(image.Sequence);

    internal long LastTokenOf(SessionImage image) => session.LastTokenOf(image.Sequence);

    internal DecodeTrace? TraceOf(SessionImage image) => session.TraceOf(image.Sequence);

    private void Forget(SessionImage image)
    {
        images.Remove(image.Sequence);
        image.JoinedTo(null);
    }
}
