using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SoftCfg.Diagnostics;

namespace SoftCfg.Runs;

/// <summary>One worker of a run: claims a chunk, samples it, has it written, and goes on until all chunks are finished.</summary>
internal sealed class RunWorker : IDisposable
{
    /// <summary>Images that may wait to be written: 50 MB of 256 pixels, however large a chunk is.</summary>
    private const int MostWaiting = 256;

    private readonly RunFolder folder;
    private readonly RunPlan plan;
    private readonly RunLayout layout;
    private readonly WorkerOptions options;
    private readonly ILogger logger;
    private readonly IProgress<RunProgress>? progress;
    private readonly ChunkClaims claims;
    private readonly WorkerSign sign;
    private readonly ChunkWriter writer;
    private readonly RunMetrics metrics;
    private readonly HashSet<ChunkWork> unfinished = [];
    private readonly long found;
    private ChunkWork? current;

    internal RunWorker(RunFolder folder, RunPlace place, IProgress<RunProgress>? progress)
    {
        (this.folder, options, logger, this.progress) = (folder, place.Worker, place.Logger, progress);
        (plan, layout) = (folder.Plan, folder.Layout);
        if (options.Rank == 0)
            folder.Records.ForgetDamaged(logger);
        sign = new WorkerSign(layout, options, place.Device.ToString());
        claims = new ChunkClaims(layout, plan, sign.Worker, options);
        metrics = new RunMetrics(layout, sign, options.Time);
        writer = new ChunkWriter(Math.Min(2 * plan.ChunkSize, MostWaiting), Write);
        found = ImagesOf(claims.Finished);
    }

    /// <summary>Works until the run is finished.</summary>
    /// <returns>Images that this worker made, and seconds that it took.</returns>
    /// <exception cref="RunException">Something cannot be written, or the folder is gone.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. Its chunks are left to others.</exception>
    internal (long Images, double Seconds) Run(ChunkSampler sample, CancellationToken cancellation)
    {
        try
        {
            Log.RunStarted(logger, sign.Worker, found, plan.Count);
            Work(sample, cancellation);
            sign.End(WorkerActivity.Finished);
            Log.RunFinished(logger, sign.Worker, sign.Images);
            return (sign.Images, sign.Seconds);
        }
        catch (Exception e)
        {
            Abandon();
            Log.RunStopped(logger, sign.Worker, sign.Images);
            if (folder.Refusal(e) is { } refusal)
                throw refusal;
            throw;
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        metrics.Dispose();
        sign.Dispose();
    }

    private void Work(ChunkSampler sample, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, writer.Failed);
        var pause = TimeSpan.Zero;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (claims.TryNext() is { } claim)
            {
                pause = TimeSpan.Zero;
                try
                {
                    Sample(sample, claim, either.Token);
                }
                catch (OperationCanceledException) when (writer.Failed.IsCancellationRequested)
                {
                    writer.Finish();
                    throw;
                }
                continue;
            }
            // What this worker has sampled itself is nothing to wait for.
            writer.Finish();
            if (claims.AllFinished())
                return;
            pause = Wait(pause, cancellation);
        }
    }

    /// <summary>More and more slowly: a thousand workers may be waiting for the last chunk.</summary>
    private TimeSpan Wait(TimeSpan last, CancellationToken cancellation)
    {
        sign.Note(state => state with { Activity = WorkerActivity.Waiting, Chunk = null, ChunkImages = 0 });
        Report(0, WorkerActivity.Waiting);
        var pause = TimeSpan.FromSeconds(Math.Min(options.SignEvery.TotalSeconds, Math.Max(0.1, 1.5 * last.TotalSeconds)));
        Task.Delay(pause, options.Time, cancellation).GetAwaiter().GetResult();
        return pause;
    }

    private void Sample(ChunkSampler sample, ChunkClaim claim, CancellationToken cancellation)
    {
        using var activity = Telemetry.Activities.StartActivity("softcfg.chunk");
        activity?.SetTag("softcfg.chunk.number", claim.Chunk.Number);
        if (claim.Generation > 0)
        {
            Log.ChunkTakenOver(logger, sign.Worker, claim.Chunk.Number);
            Telemetry.Takeovers.Add(1);
        }
        var work = new ChunkWork(claim, new ChunkFiles(layout, plan, claim.Chunk));
        lock (unfinished)
            unfinished.Add(current = work);
        sign.Note(state => state with { Activity = WorkerActivity.Sampling, Chunk = claim.Chunk.Number, ChunkImages = 0 });
        var started = Stopwatch.GetTimestamp();
        var steps = new Relay<GenerationProgress>(p => Report(
            p.TotalTokens == 0 ? 0 : (double)p.Tokens / p.TotalTokens * claim.Chunk.Count, WorkerActivity.Sampling));
        foreach (var image in sample(claim.Chunk, steps, cancellation))
        {
            work.Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            writer.Add(work, image);
        }
        current = null;
    }

    /// <summary>On the writer's thread, once all images of a chunk are written.</summary>
    private void Write(ChunkWork work)
    {
        work.Files.Commit(sign.Worker, work.Seconds);
        // Together: whoever reports in between would count the chunk twice or not at all.
        lock (unfinished)
        {
            claims.Complete(work.Claim);
            unfinished.Remove(work);
        }
        sign.Note(state => state with { Images = state.Images + work.Claim.Chunk.Count });
        Telemetry.Chunks.Add(1);
        metrics.Add(work, sign.Images);
        Log.ChunkFinished(logger, work.Claim.Chunk.Number, work.Claim.Chunk.Count, work.Seconds);
    }

    private void Report(double ofChunk, WorkerActivity activity)
    {
        sign.Note(state => state with { ChunkImages = Math.Round(ofChunk, 2) });
        if (progress is null)
            return;
        // Those of the chunk at work count by their tokens, not once more when they are written.
        int waiting;
        long finished;
        lock (unfinished)
        {
            waiting = unfinished.Where(work => work != current).Sum(work => work.Claim.Chunk.Count);
            finished = ImagesOf(claims.Finished);
        }
        progress.Report(new RunProgress(finished, Math.Min(waiting + ofChunk, plan.Count - finished), plan.Count, found, activity));
    }

    /// <summary>Stops in order: what is sampled and cannot be written any more is left to others.</summary>
    private void Abandon()
    {
        writer.Dispose();
        foreach (var work in unfinished)
        {
            GiveUp(work.Files.Dispose);
            GiveUp(() => claims.Release(work.Claim));
        }
        sign.End(WorkerActivity.Stopped);
    }

    /// <summary>A full disk fails what is given up as well: what failed first is told, not this.</summary>
    private void GiveUp(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (folder.Refusal(e) is not null)
        {
        }
    }

    private long ImagesOf(int chunks) => Math.Min((long)chunks * plan.ChunkSize, plan.Count);
}
