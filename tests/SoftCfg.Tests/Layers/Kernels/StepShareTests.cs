using CsCheck;
using SoftCfg.Layers.Kernels;

namespace SoftCfg.Tests.Layers.Kernels;

public class StepShareTests
{
    /// <summary>Stages follow each other with and without a meeting; threads are at work or elsewhere.</summary>
    [Fact]
    public void Everything_is_taken_once_whatever_the_threads_and_how_much_at_a_time() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 9], Gen.Int[0, 70].Array[1, 8], Gen.Int[0, 255]).Sample((threads, most, counts, meetings) =>
        {
            var taken = counts.Select(count => new int[count]).ToArray();
            var team = new StepThreads();
            team.Run(threads, thread =>
            {
                for (var stage = 0; stage < counts.Length; stage++)
                {
                    var share = thread.Take(counts[stage], most);
                    while (share.Take(out var first, out var end))
                    {
                        Assert.InRange(end - first, 1, thread.Team.Count == 1 ? counts[stage] : most);
                        for (var i = first; i < end; i++)
                            Interlocked.Increment(ref taken[stage][i]);
                        if (first % 3 == thread.Index)
                            Thread.Yield();
                    }
                    if ((meetings >> stage & 1) == 1)
                        thread.Meet();
                }
            });
            Assert.All(taken, stage => Assert.All(stage, times => Assert.Equal(1, times)));
        }, iter: 300, threads: 1);

    [Fact]
    public void What_a_thread_does_not_come_to_the_others_take()
    {
        var team = new StepThreads();
        using var over = new ManualResetEventSlim();
        var took = new int[2];
        team.Run(2, thread =>
        {
            if (thread.Index == 1)
                Assert.True(over.Wait(TimeSpan.FromMinutes(1)));
            var share = thread.Take(37, 4);
            while (share.Take(out var first, out var end))
                took[thread.Index] += end - first;
            over.Set();
        });
        Assert.Equal([37, 0], took);
    }

    [Fact]
    public void A_step_begins_anew_after_one_that_failed()
    {
        var team = new StepThreads();
        Assert.Throws<InvalidDataException>(() => team.Run(2, thread =>
        {
            var share = thread.Take(100, 1);
            share.Take(out _, out _);
            throw new InvalidDataException("broken");
        }));
        var taken = 0;
        team.Run(2, thread =>
        {
            var share = thread.Take(100, 3);
            while (share.Take(out var first, out var end))
                Interlocked.Add(ref taken, end - first);
        });
        Assert.Equal(100, taken);
    }

    [Fact]
    public void A_team_of_one_takes_everything_at_once()
    {
        var taken = new List<(int, int)>();
        int[] counts = [5, 0, 7];
        new StepThreads().Run(1, thread =>
        {
            foreach (var count in counts)
            {
                var share = thread.Take(count, 2);
                while (share.Take(out var first, out var end))
                    taken.Add((first, end));
            }
        });
        Assert.Equal([(0, 5), (0, 7)], taken);
    }

    [Fact]
    public void More_things_than_a_word_has_room_for_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepThreads().Run(2, thread => thread.Take(5_000_000, 4)));
}
