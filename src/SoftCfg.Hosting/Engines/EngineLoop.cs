using Microsoft.Extensions.Logging;
using SoftCfg.Hosting.Diagnostics;
using SoftCfg.Sessions;
using TorchSharp;

namespace SoftCfg.Hosting.Engines;

/// <summary>The thread of an engine: it alone touches the session. Others leave it word under a lock and wake it.</summary>
internal sealed class EngineLoop
{
    private readonly string name;
    private readonly ISessionGenerator generator;
    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly DrawingThread drawing;

    // While images grow and others are drawn, each does with half of the processors: two that compute on all of them wait for each other.
    private readonly int half = Math.Max(1, torch.get_num_threads() / 2);
    private readonly TaskCompletionSource<EngineStop> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Of the thread alone.
    private readonly List<ActiveImage> active = [];
    private ImageSession? session;
    private int finishedAtTheEnd, cancelledAtTheEnd;

    // Of everybody, under the lock.
    private readonly object gate = new();
    private readonly EngineQueue queue;
    private readonly SpeedMeter speed = new();
    private int growing, drawn, refusedAtTheEnd;
    private bool isRung, isStopping, isHurried;
    private Exception? fault;

    public EngineLoop(string name, ISessionGenerator generator, EngineOptions options, TimeProvider time, ILogger logger)
    {
        (this.name, this.generator, this.options, this.time, this.logger) = (name, generator, options, time, logger);
        queue = new EngineQueue(options.Capacity);
        drawing = new DrawingThread($"{name} pixels");
        Telemetry.Watch(name, this);
        new Thread(Run) { IsBackground = true, Name = $"{name} steps" }.Start();
    }

    public EngineStatus Status
    {
        get
        {
            lock (gate)
                return new(queue.Waiting, growing, drawn, speed.TokensPerSecond, isStopping, fault);
        }
    }

    /// <summary>Takes images on, or refuses all of them.</summary>
    public EngineRequest Enter(IReadOnlyList<SessionImage> images, EngineWatch watch)
    {
        lock (gate)
        {
            if (isStopping)
                throw new EngineStoppedException(name);
            var waiting = queue.Waiting;
            var tooMany = waiting + growing + drawn + images.Count - options.Capacity - options.QueueLimit;
            if (tooMany > 0)
            {
                Telemetry.Refuse(name);
                throw new EngineBusyException(name, waiting, speed.TimeFor((long)tooMany * images[0].Steps));
            }
            var request = new EngineRequest(images, watch, new Mailbox(options.UnreadSteps, Ring)) { Arrived = time.GetTimestamp() };
            for (var image = 0; image < images.Count; image++)
                request.Mail.Add(new QueuedEvent(image, waiting + image));
            queue.Add(request);
            Ring();
            return request;
        }
    }

    /// <summary>Forgets a request; its places are free before the next step.</summary>
    public void Leave(EngineRequest request)
    {
        lock (gate)
        {
            request.Leave();
            queue.Remove(request);
            Ring();
        }
    }

    /// <summary>Refuses what waits and finishes what has begun.</summary>
    public Task<EngineStop> StopAsync()
    {
        lock (gate)
        {
            if (isStopping)
                return stopped.Task;
            (isStopping, refusedAtTheEnd) = (true, queue.Waiting);
            Log.Stopping(logger, name, growing + drawn, refusedAtTheEnd);
            foreach (var request in queue.Requests)
            {
                request.IsRefused = true;
                CloseIfDone(request);
            }
            queue.Clear();
            Ring();
            return stopped.Task;
        }
    }

    /// <summary>Gives up what has begun, once the engine stops.</summary>
    public void Hurry()
    {
        lock (gate)
        {
            isHurried = true;
            Ring();
        }
    }

    /// <summary>Threads of a drawing; null where nothing grows beside it.</summary>
    private int? Share => Volatile.Read(ref growing) > 0 ? half : null;

    private void Ring()
    {
        lock (gate)
        {
            isRung = true;
            Monitor.Pulse(gate);
        }
    }

    private void Run()
    {
        while (true)
        {
            LetGo();
            Begin();
            if (active.Count > 0)
                Step();
            else if (!WaitForWork())
                break;
        }
        session?.Dispose();
        drawing.Close();
        Telemetry.Forget(this);
        Log.Stopped(logger, name, finishedAtTheEnd, cancelledAtTheEnd, refusedAtTheEnd);
        stopped.SetResult(new(finishedAtTheEnd, cancelledAtTheEnd, refusedAtTheEnd));
    }

    /// <summary>Sleeps until something has changed.</summary>
    /// <returns>False if nothing will: the engine stops.</returns>
    private bool WaitForWork()
    {
        lock (gate)
        {
            while (!isRung)
                Monitor.Wait(gate);
            isRung = false;
            return !isStopping;
        }
    }

    /// <summary>Frees the places of those who have left.</summary>
    private void LetGo()
    {
        lock (gate)
        {
            if (isStopping && isHurried)
            {
                cancelledAtTheEnd += active.Count(image => !image.Request.HasLeft);
                foreach (var image in active)
                    image.Request.Fail(new EngineStoppedException(name));
            }
            growing -= active.RemoveAll(image =>
            {
                if (!image.Request.HasLeft)
                    return false;
                session!.Leave(image.Image);
                return true;
            });
        }
    }

    /// <summary>Fills free places.</summary>
    private void Begin()
    {
        while (active.Count < options.Capacity)
        {
            EngineRequest request;
            int first, count;
            lock (gate)
            {
                if (queue.Next(options.Capacity - active.Count) is not { } next)
                    return;
                (request, count) = next;
                first = request.Begun - count;
                growing += count;
            }
            for (var index = first; index < first + count; index++)
                Join(new(request, index, request.Images[index]));
        }
    }

    private void Join(ActiveImage image)
    {
        try
        {
            session ??= generator.OpenSession(options.Capacity, options.Size);
            session.Join(image.Image);
        }
        // Not enough memory for a session, or an image that does not fit: the others are not concerned.
        catch (Exception e)
        {
            lock (gate)
                growing--;
            Fail(image.Request, e);
            return;
        }
        active.Add(image);
        image.Request.Mail.Add(new StartedEvent(image.Index, image.Image.Steps, image.Image.Grid));
    }

    private void Step()
    {
        var started = time.GetTimestamp();
        try
        {
            session!.Step(drawing.IsDrawing ? half : null);
            lock (gate)
            {
                speed.Add(active.Count, time.GetElapsedTime(started));
                fault = null;
            }
            foreach (var image in active)
                Tell(image);
        }
        catch (Exception e)
        {
            GiveUp(e);
        }
        active.RemoveAll(image => image.Image.IsFinished);
    }

    /// <summary>Tells what a step has brought, and has drawn what there is to be drawn.</summary>
    private void Tell(ActiveImage image)
    {
        if (image.Image.Step == 1)
            Telemetry.FirstStep(name, time.GetElapsedTime(image.Request.Arrived));
        image.TellStep();
        if (image.Image.IsFinished)
        {
            var whole = image.Image.Snapshot();
            lock (gate)
            {
                (growing, drawn) = (growing - 1, drawn + 1);
                if (isStopping && !image.Request.HasLeft)
                    finishedAtTheEnd++;
            }
            drawing.Finish(image, () => DrawWhole(image, whole));
        }
        else if (image.IsPreviewDue)
        {
            var snapshot = image.Image.Snapshot();
            drawing.Preview(image, () => DrawPreview(image, snapshot));
        }
    }

    private void DrawWhole(ActiveImage image, ImageSnapshot whole)
    {
        var request = image.Request;
        try
        {
            if (!request.HasLeft)
            {
                request.Mail.Add(new FinishedEvent(image.Index, whole.Render(Share), whole.Tokens, image.Image.Trace));
                Telemetry.Finish(name, time.GetElapsedTime(request.Arrived));
            }
        }
        catch (Exception e)
        {
            Fail(request, e);
        }
        lock (gate)
        {
            drawn--;
            request.Unfinished--;
            CloseIfDone(request);
        }
    }

    private void DrawPreview(ActiveImage image, ImageSnapshot snapshot)
    {
        try
        {
            if (!image.Request.HasLeft)
                image.Request.Mail.Add(new PreviewEvent(image.Index, snapshot.Tokens.Count, snapshot.Render(Share)));
        }
        catch (Exception e)
        {
            Fail(image.Request, e);
        }
    }

    /// <summary>After a step that failed nobody knows what the session holds: its images fail, and the next ones get a new session.</summary>
    private void GiveUp(Exception reason)
    {
        Log.StepFailed(logger, name, active.Count, reason);
        lock (gate)
            (fault, growing) = (reason, 0);
        foreach (var request in active.Select(image => image.Request).Distinct())
            Fail(request, reason);
        active.Clear();
        session!.Dispose();
        session = null;
    }

    private void Fail(EngineRequest request, Exception reason)
    {
        lock (gate)
            queue.Remove(request);
        request.Fail(reason);
    }

    private void CloseIfDone(EngineRequest request)
    {
        if (request.Unfinished == 0 && request.Waiting == 0)
            request.Mail.Close(request.IsRefused ? new EngineStoppedException(name) : null);
    }
}
