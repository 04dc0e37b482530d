namespace SoftCfg.Hosting.Engines;

/// <summary>
/// The requests whose images wait. They take turns, an image each, so a request of a hundred images delays one of a single image by a
/// single image. Not safe for concurrent use.
/// </summary>
/// <param name="capacity">Places of the engine.</param>
internal sealed class EngineQueue(int capacity)
{
    private readonly LinkedList<EngineRequest> turns = [];

    /// <summary>Images that wait.</summary>
    public int Waiting => turns.Sum(request => request.Waiting);

    /// <summary>The requests, the next one first.</summary>
    public IReadOnlyCollection<EngineRequest> Requests => turns;

    public void Add(EngineRequest request) => turns.AddLast(request);

    public void Remove(EngineRequest request) => turns.Remove(request);

    public void Clear() => turns.Clear();

    /// <summary>The images that begin next, all of one request; they count as begun.</summary>
    /// <param name="free">Free places.</param>
    /// <returns>The request and how many; null where none can begin now.</returns>
    public (EngineRequest Request, int Count)? Next(int free)
    {
        // Once round: those whose images lie unread are passed over.
        for (var left = turns.Count; left > 0 && free > 0; left--)
        {
            var request = turns.First!.Value;
            turns.RemoveFirst();
            if (request.Begun - request.Mail.Taken >= 2 * capacity)
            {
                turns.AddLast(request);
                continue;
            }
            var count = TogetherOf(request);
            if (count > free)
            {
                // It keeps its turn, and everybody waits until there is room: behind smaller ones it would wait for ever.
                turns.AddFirst(request);
                return null;
            }
            request.Begun += count;
            request.Unfinished += count;
            if (request.Waiting > 0)
                turns.AddLast(request);
            return (request, count);
        }
        return null;
    }

    /// <summary>How many images a request begins at its turn.</summary>
    private int TogetherOf(EngineRequest request) =>
        request.Watch.Together && request.Begun == 0 && request.Images.Count <= capacity ? request.Images.Count : 1;
}
