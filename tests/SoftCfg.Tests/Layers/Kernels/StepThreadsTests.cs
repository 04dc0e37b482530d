using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;

namespace SoftCfg.Tests.Layers.Kernels;

public class StepThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Everything_is_shared_out_once_and_seen_by_all_behind_the_meeting(int threads)
    {
        var team = new StepThreads();
        for (var round = 0; round < 50; round++)
        {
            var squares = new long[37];
            var sums = new long[threads];
            team.Run(threads, thread =>
            {
                var (first, end) = thread.Share(squares.Length);
                for (var i = first; i < end; i++)
                    squares[i] += (long)i * i;
                thread.Meet();
                sums[thread.Index] = squares.Sum();
            });
            Assert.All(sums, sum => Assert.Equal(16206, sum));
        }
    }

    [Fact]
    public void What_one_thread_fails_with_reaches_the_caller_and_nobody_waits_for_it()
    {
        var team = new StepThreads();
        foreach (var failing in new[] { 0, 2 })
        {
            var error = Assert.Throws<InvalidDataException>(() => team.Run(3, thread =>
            {
                if (thread.Index == failing)
                    throw new InvalidDataException("broken");
                thread.Meet();
            }));
            Assert.Equal("broken", error.Message);
        }
        // And the team goes on afterwards.
        var seen = 0;
        team.Run(3, thread =>
        {
            thread.Meet();
            Interlocked.Increment(ref seen);
        });
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Whoever_finds_the_team_at_work_goes_on_alone()
    {
        var team = new StepThreads();
        var alone = 0;
        team.Run(2, outer =>
        {
            if (outer.Index == 0)
            {
                // A second step while the first is at work, from another thread.
                var other = new Thread(() => team.Run(2, inner => alone = inner.Team.Count));
                other.Start();
                other.Join();
            }
            outer.Meet();
        });
        Assert.Equal(1, alone);
    }

    [Fact]
    public void Whoever_shares_the_processors_finds_threads_of_his_own()
    {
        var team = new StepThreads();
        var (count, sum) = (0, 0L);
        team.Run(2, outer =>
        {
            if (outer.Index == 0)
            {
                var other = new Thread(() =>
                {
                    using var share = KernelThreads.AtMost(3);
                    team.Run(3, inner =>
                    {
                        Interlocked.Add(ref sum, inner.Index);
                        inner.Meet();
                        if (inner.Index == 0)
                            count = inner.Team.Count;
                    });
                });
                other.Start();
                other.Join();
            }
            outer.Meet();
        });
        Assert.Equal((3, 3L), (count, sum));
    }

    [Fact]
    public void A_step_within_a_step_runs_on_its_thread()
    {
        var team = new StepThreads();
        var inner = new int[2];
        team.Run(2, outer =>
        {
            team.Run(2, thread => inner[outer.Index] = thread.Team.Count);
            outer.Meet();
        });
        Assert.Equal([1, 1], inner);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var team = new StepThreads();
        Action<StepThread> work = thread => thread.Meet();
        team.Run(2, work);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            team.Run(2, work);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
