using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>How many threads a layer is worth.</summary>
internal static class KernelThreads
{
    // Some 20 µs of work: less than it takes to wake a thread and to wait for it where the machine has others to run.
    private const long Small = 1 << 20;

    /// <summary>As many as libtorch has, or one where there is little to do. Results do not depend on it.</summary>
    /// <param name="multiplications">How many multiply-adds there are, about; an exponential is as long as 16.</param>
    public static int For(long multiplications) => multiplications < Small ? 1 : get_num_threads();
}
