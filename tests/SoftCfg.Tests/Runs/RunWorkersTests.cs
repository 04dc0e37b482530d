using SoftCfg.Runs;

namespace SoftCfg.Tests.Runs;

/// <summary>Several workers of one run, which die, freeze and come back.</summary>
public sealed class RunWorkersTests : IDisposable
{
    private readonly RunFixture run = new();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Any_number_of_workers_that_stop_at_random_make_what_one_makes(int count)
    {
        var options = run.Options with { Count = 60, SaveTokens = true };
        RunFixture.Work(options with { Output = run.File("one") });
        var random = new Random(count);
        // Every worker stops after some images, and comes back under another rank, until the run is finished.
        while (!RunFolder.IsRun(run.Output) || RunFolder.Open(run.Output).Status().Finished < 15)
        {
            var patience = Enumerable.Range(0, count).Select(_ => random.Next(3, 25)).ToList();
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, rank => WorkAndStop(
                options with { Worker = options.Worker with { Rank = rank, WorldSize = count } }, patience[rank]));
        }
        ImageRunTests.AssertSameImages(run.File("one"), run.Output);
        Assert.True(RunFolder.Open(run.Output).Verify().IsComplete);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(run.Output, "claims")));
    }

    [Fact]
    public void The_same_run_started_twice_is_two_workers()
    {
        var sampled = new List<long>();
        Parallel.Invoke(Work, Work, Work);
        Assert.Equal(Enumerable.Range(0, 22).Select(i => (long)i), sampled.Order());

        void Work() => RunFixture.Work(run.Options, RunFixture.Sampler(run.Options, index =>
        {
            lock (sampled)
                sampled.Add(index);
            Thread.Sleep(1);
        }));
    }

    [Fact]
    public async Task The_chunk_of_a_frozen_worker_is_taken_over_and_what_it_writes_when_it_thaws_is_the_same()
    {
        RunFixture.Work(run.Options with { Output = run.File("one") });
        using var frozen = new ManualResetEventSlim();
        using var thaw = new ManualResetEventSlim();
        var still = run.Options with { Worker = run.Options.Worker with { Time = new StoppedTimers() } };
        var sleeper = Task.Run(() => RunFixture.Work(still, RunFixture.Sampler(still, index =>
        {
            if (index != 5)
                return;
            frozen.Set();
            thaw.Wait();
        })));
        frozen.Wait(TestContext.Current.CancellationToken);
        var other = RunFixture.Work(run.Options);
        // All but the chunk that the frozen one had finished.
        Assert.Equal(18, other.Images);
        ImageRunTests.AssertSameImages(run.File("one"), run.Output);
        thaw.Set();
        Assert.Equal(8, (await sleeper).Images);
        ImageRunTests.AssertSameImages(run.File("one"), run.Output);
        Assert.True(RunFolder.Open(run.Output).Verify().IsComplete);
    }

    [Theory]
    // A process of this machine that is dead; one of a host that says nothing any more; one killed before it could say who it is.
    [InlineData("{\"worker\":\"0-here-1-ab\",\"process\":\"3999999-1-HERE\",\"place\":\"PLACE\"}")]
    [InlineData("{\"worker\":\"0-gone-1-ab\",\"process\":\"1-1-gone\",\"place\":\"elsewhere\"}")]
    [InlineData("")]
    [InlineData("{\"worker\":\"../../../etc/passwd\",\"process\":\"1-1-gone\",\"place\":\"elsewhere\"}")]
    public void A_claim_that_nobody_works_on_is_taken_over(string claim)
    {
        RunFixture.Work(run.Options);
        File.Delete(Path.Combine(run.Output, "records/000002.json"));
        File.WriteAllText(Path.Combine(run.Output, "claims/000002.0"), claim
            .Replace("PLACE", SoftCfg.Files.ProcessPlace.Current).Replace("HERE", SoftCfg.Files.ProcessStamp.Current.Host));
        var sampled = new List<long>();
        RunFixture.Work(run.Options, RunFixture.Sampler(run.Options, sampled.Add));
        Assert.Equal([8L, 9, 10, 11], sampled);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(run.Output, "claims")));
    }

    [Fact]
    public async Task A_claim_of_a_worker_that_lives_is_waited_for_whatever_clocks_say()
    {
        var options = run.Options with { Worker = run.Options.Worker with { Time = new JumpingClock() } };
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var slow = Task.Run(() => RunFixture.Work(options, RunFixture.Sampler(options, index =>
        {
            if (index != 2)
                return;
            begun.Set();
            go.Wait();
        })));
        begun.Wait(TestContext.Current.CancellationToken);
        var waiting = 0;
        var other = RunFixture.Work(options, progress: new Decoding.Reports<RunProgress>(p =>
        {
            // Several times as long as the patience with one who shows nothing.
            if (p.Activity == WorkerActivity.Waiting && ++waiting == 20)
                go.Set();
        }));
        Assert.Equal(18, other.Images);
        Assert.Equal(4, (await slow).Images);
    }

    [Fact]
    public void Of_two_plans_that_begin_at_once_in_one_folder_one_is_refused()
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var output = run.File($"run-{attempt}");
            var refused = 0;
            Parallel.For(0, 4, i =>
            {
                try
                {
                    RunFixture.Work(run.Options with { Output = output, Seed = (ulong)(i % 2), Count = 2, Images = ImageStorage.Npz });
                }
                catch (RunException e)
                {
                    Assert.Contains("the run in this folder was begun with seed", e.Message);
                    Interlocked.Increment(ref refused);
                }
            });
            Assert.Equal(2, refused);
            Assert.True(RunFolder.Open(output).Verify().IsComplete);
        }
    }

    public void Dispose() => run.Dispose();

    private static void WorkAndStop(RunOptions options, int after)
    {
        using var stop = new CancellationTokenSource();
        var images = 0;
        try
        {
            RunFixture.Work(options, RunFixture.Sampler(options, _ =>
            {
                if (++images == after)
                    stop.Cancel();
            }), cancellation: stop.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>A process that is stopped: its timers do not fire.</summary>
    private sealed class StoppedTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == period ? Timeout.InfiniteTimeSpan : dueTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A wall clock that goes back and forth by years.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private int calls;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddYears(++calls % 2 == 0 ? 3 : -3);
    }
}
