using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

/// <summary>Counts the tensors that nobody has disposed.</summary>
internal static class LiveTensors
{
    /// <summary>Fails when work leaves tensors behind. Other tests must not run at the same time.</summary>
    public static void AssertNoneLeft(Action work)
    {
        // Once before counting: the first run may fill what lives as long as the process.
        work();
        // What other tests forgot is finalized now, not in the middle of the count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        work();
        work();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
