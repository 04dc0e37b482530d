using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

/// <summary>Counts the tensors that nobody has disposed.</summary>
internal static class LiveTensors
{
    /// <summary>Fails when work leaves tensors behind. Other tests must not run at the same time.</summary>
    /// <param name="work">What is run, several times.</param>
    /// <param name="parameters">
    /// Module parameters that one run creates. TorchSharp 0.107 counts each once more than it frees, whoever makes it: a
    /// Parameter takes the handle out of the tensor it is made from, and that tensor stays counted. No memory is held.
    /// </param>
    public static void AssertNoneLeft(Action work, int parameters = 0)
    {
        // Once before counting: the first run may fill what lives as long as the process.
        work();
        // What other tests forgot is finalized now, not in the middle of the count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        work();
        work();
        Assert.Equal(before + 2 * parameters, Tensor.TotalCount);
    }
}
