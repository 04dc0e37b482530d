using SoftCfg.Runs;

namespace SoftCfg.Tests.Runs;

/// <summary>The claim protocol itself, with a thousand workers that are killed at random, in a time that the test makes pass.</summary>
public sealed class ClaimSimulationTests : IDisposable
{
    private const int Workers = 1000, Chunks = 1500, ChunkSeconds = 60;

    private readonly RunFixture run = new();
    private readonly MadeTime time = new();
    private readonly List<Worker> alive = [];
    private readonly Random random = new(1);
    private RunFolder folder = null!;
    private int made;

    [Fact]
    public void A_thousand_workers_killed_at_random_lose_nothing_and_do_little_twice()
    {
        var options = run.Options with { Count = 4 * Chunks };
        folder = RunStart.Take(run.Output, RunFixture.PlanOf(options));
        var (kills, rounds) = (0, 0);
        for (var rank = 0; rank < Workers; rank++)
            alive.Add(new Worker(this, rank));
        while (folder.Records.Finished() < Chunks)
        {
            Assert.True(++rounds < 400, $"After {rounds} rounds {folder.Records.Finished()} of {Chunks} chunks are finished.");
            time.Pass(TimeSpan.FromSeconds(15));
            foreach (var worker in alive.OrderBy(_ => random.Next()).ToList())
            {
                if (random.NextDouble() < 0.01)
                {
                    // Killed: nothing is released, nothing said. Half of them are started again.
                    alive.Remove(worker);
                    kills++;
                    if (random.Next(2) == 0)
                        alive.Add(new Worker(this, worker.Rank));
                }
                else
                {
                    worker.Step();
                }
            }
        }
        Assert.InRange(kills, 50, 10_000);
        Assert.Equal(Enumerable.Range(0, Chunks), folder.Layout.RecordedChunks().Order());
        // Twice is done what two saw unclaimed in the moment in which a third released it: next to nothing.
        Assert.InRange(made - Chunks, 0, Chunks / 100);
    }

    public void Dispose()
    {
        alive.ForEach(worker => worker.Dispose());
        run.Dispose();
    }

    private sealed class Worker : IDisposable
    {
        private readonly ClaimSimulationTests test;
        private readonly ChunkClaims claims;
        private readonly WorkerSign sign;
        private ChunkClaim? claim;
        private TimeSpan until;
        private TimeSpan nextLook;
        private int waits;
        private int steps;

        public Worker(ClaimSimulationTests test, int rank)
        {
            (this.test, Rank) = (test, rank);
            // On another machine, as far as the others can see: they share a process here that does not die.
            var options = new WorkerOptions { Rank = rank, WorldSize = Workers, Time = test.time };
            sign = new WorkerSign(test.folder.Layout, options, "cpu");
            claims = new ChunkClaims(test.folder.Layout, test.folder.Plan, sign.Worker, options);
        }

        public int Rank { get; }

        /// <summary>A quarter of a minute of a worker's life.</summary>
        public void Step()
        {
            if (++steps % 2 == 0)
                sign.Write();
            if (claim is not null && test.time.Passed >= until)
            {
                File.WriteAllText(test.folder.Layout.Record(claim.Chunk.Number), "{}");
                test.made++;
                claims.Complete(claim);
                claim = null;
            }
            // Who has nothing to do looks less and less often, as workers do.
            if (claim is not null || test.time.Passed < nextLook)
                return;
            var next = claims.TryNext();
            waits = next is not null ? 0 : Math.Min(waits + 1, 3);
            nextLook = test.time.Passed + waits * TimeSpan.FromSeconds(15);
            if (next is not null)
                (claim, until) = (next, test.time.Passed + TimeSpan.FromSeconds(ChunkSeconds * (0.5 + test.random.NextDouble())));
        }

        public void Dispose() => sign.Dispose();
    }

    /// <summary>Time that passes when the test says so. Timers never fire: the test writes signs itself.</summary>
    private sealed class MadeTime : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Pass(TimeSpan span) => Passed += span;
    }
}
