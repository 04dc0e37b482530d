using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class KernelThreadsTests
{
    private const long Large = 1 << 24;

    [Fact]
    public void A_limit_holds_on_its_thread_and_until_its_end()
    {
        var all = get_num_threads();
        using (KernelThreads.AtMost(1))
        {
            Assert.Equal((1, true), (KernelThreads.For(Large), KernelThreads.AreShared));
            // Within it null limits no further, and does not lift it.
            using (KernelThreads.AtMost(null))
                Assert.Equal(1, KernelThreads.Count);
            var elsewhere = 0;
            var other = new Thread(() => elsewhere = KernelThreads.Count);
            other.Start();
            other.Join();
            Assert.Equal(all, elsewhere);
        }
        Assert.Equal((all, false), (KernelThreads.For(Large), KernelThreads.AreShared));
    }

    [Fact]
    public void There_are_no_more_threads_than_libtorch_has()
    {
        using var limit = KernelThreads.AtMost(1000);
        Assert.Equal(get_num_threads(), KernelThreads.Count);
    }

    [Fact]
    public void Little_is_done_by_one() => Assert.Equal(1, KernelThreads.For(1000));

    [Fact]
    public void No_thread_at_all_is_refused() => Assert.Equal("threads", Assert.Throws<ArgumentOutOfRangeException>(() => KernelThreads.AtMost(0)).ParamName);
}
