using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

/// <summary>Counts the tensors that nobody has disposed.</summary>
internal static class LiveTensors
{
    private const int Runs = 2;

    /// <summary>Fails when work leaves tensors behind. Other tests must not run at the same time.</summary>
    /// <param name="work">What to run, several times.</param>
    /// <param name="parameters">How many parameters each run creates, and disposes.</param>
    public static void AssertNoneLeft(Action work, int parameters = 0)
    {
        // Once before counting: the first run may fill what lives as long as the process.
        work();
        var countedForGood = parameters * CountedForGood();
        // What other tests forgot is finalized now, not in the middle of the count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var run = 0; run < Runs; run++)
            work();
        Assert.Equal(before + Runs * countedForGood, Tensor.TotalCount);
    }

    /// <summary>
    /// What a parameter adds to TorchSharp's count beyond its life. It takes over the memory of the tensor it is made of,
    /// and that tensor, now empty, is never counted off.
    /// </summary>
    private static long CountedForGood()
    {
        var before = Tensor.TotalCount;
        new Parameter(zeros(1)).Dispose();
        return Tensor.TotalCount - before;
    }
}
