using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>How many threads a layer is worth.</summary>
internal static class KernelThreads
{
    // Some 20 µs of work: less than it takes to wake a thread and to wait for it where the machine has others to run.
    private const long Small = 1 << 20;

    [ThreadStatic]
    private static int? most;

    /// <summary>As many as libtorch has, or as <see cref="AtMost"/> says. Results do not depend on it.</summary>
    public static int Count => most is { } limit ? Math.Min(limit, get_num_threads()) : get_num_threads();

    /// <summary>Whether this thread leaves processors to others, who leave it some in turn.</summary>
    public static bool AreShared => most is not null;

    /// <summary>All of them, or one where there is little to do.</summary>
    /// <param name="multiplications">How many multiply-adds there are, about; an exponential is as long as 16.</param>
    public static int For(long multiplications) => multiplications < Small ? 1 : Count;

    /// <summary>Limits what this thread starts. Operations of libtorch itself do not know of it.</summary>
    /// <param name="threads">How many threads, the caller's own among them; as many as there are where null.</param>
    /// <returns>Ends it.</returns>
    public static Limit AtMost(int? threads)
    {
        if (threads is { } number)
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, nameof(threads));
        var limit = new Limit(most);
        most = threads ?? most;
        return limit;
    }

    /// <summary>What to go back to.</summary>
    public readonly ref struct Limit(int? before)
    {
        public void Dispose() => most = before;
    }
}
