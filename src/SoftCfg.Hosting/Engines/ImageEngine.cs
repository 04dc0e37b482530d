using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Hosting.Diagnostics;
using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Engines;

/// <summary>
/// Makes images of one model for many who ask at once. A thread of its own steps one session; images join it between two steps whatever
/// their class, guidance and settings are, and leave it when they are finished or nobody wants them any more. Safe for concurrent use.
/// </summary>
public sealed class ImageEngine : IAsyncDisposable
{
    private readonly EngineLoop loop;
    private readonly TimeProvider time;

    /// <summary>Starts an engine. What its session needs is allocated with the first image.</summary>
    /// <param name="name">The model's name, for messages, logs and figures.</param>
    /// <param name="generator">The model; the engine owns it.</param>
    /// <param name="options">How much it takes on; defaults where null.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="logger">Told of failures and of stopping; nobody where null.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public ImageEngine(string name, ISessionGenerator generator, EngineOptions? options = null, TimeProvider? time = null,
        ILogger? logger = null)
    {
        Options = options ?? new();
        Validator.ValidateObject(Options, new ValidationContext(Options), validateAllProperties: true);
        (Name, Generator, this.time) = (name, generator, time ?? TimeProvider.System);
        loop = new EngineLoop(name, generator, Options, this.time, logger ?? NullLogger.Instance);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The model.</summary>
    public ISessionGenerator Generator { get; }

    /// <summary>How much the engine takes on.</summary>
    public EngineOptions Options { get; }

    /// <summary>How busy it is.</summary>
    public EngineStatus Status => loop.Status;

    /// <summary>
    /// Makes images and tells what happens to them. They wait for a place from the first event on that is asked for; leaving the enumeration
    /// or cancelling frees their places before the next step.
    /// </summary>
    /// <param name="requests">The images, at least one.</param>
    /// <param name="watch">What is told besides <see cref="QueuedEvent"/>, <see cref="StartedEvent"/> and <see cref="FinishedEvent"/>.</param>
    /// <param name="cancellationToken">Gives the images up.</param>
    /// <returns>The events, in order for each image. The reader may be as slow as it likes: nobody waits for it.</returns>
    /// <exception cref="ArgumentException">An image is impossible, or they are too many; thrown by this call.</exception>
    /// <exception cref="EngineBusyException">As many images wait as may; thrown in place of the first event.</exception>
    /// <exception cref="EngineStoppedException">The engine stops; images that have begun are finished before.</exception>
    public IAsyncEnumerable<EngineEvent> RunAsync(IReadOnlyList<ImageRequest> requests, EngineWatch? watch = null,
        CancellationToken cancellationToken = default)
    {
        watch ??= new();
        var most = Math.Min(Options.LargestRequest, Options.Capacity + Options.QueueLimit);
        if (requests.Count == 0 || requests.Count > most)
            throw new ArgumentException($"{requests.Count} images were asked for at a time; it must be 1 to {most}.", nameof(requests));
        var images = requests.Select(request => Generator.Prepare(watch.Steps ? request with { Trace = true } : request)).ToList();
        if (Generator.FixedSize is null && images.Max(image => image.Steps) is var longest && longest > Options.Size.ImageTokens)
        {
            throw new ArgumentException($"The image would have {longest} tokens; {Name} makes images of {Options.Size.ImageTokens} at most. " +
                "Ask for a smaller one.", nameof(requests));
        }
        return Run(images, watch, cancellationToken);
    }

    /// <summary>
    /// Stops: images that wait are refused, those that have begun are finished. Later calls wait for the same end.
    /// </summary>
    /// <param name="cancellationToken">Gives up what has begun.</param>
    /// <returns>How it ended.</returns>
    public Task<EngineStop> StopAsync(CancellationToken cancellationToken = default)
    {
        var stop = loop.StopAsync();
        if (!stop.IsCompleted && cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.Register(loop.Hurry);
            _ = stop.ContinueWith(_ => registration.Dispose(), TaskScheduler.Default);
        }
        return stop;
    }

    /// <summary>Stops as <see cref="StopAsync"/> does, within <see cref="EngineOptions.ShutdownGrace"/>, and frees the model.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var grace = new CancellationTokenSource(Options.ShutdownGrace, time))
            await StopAsync(grace.Token);
        Generator.Dispose();
    }

    private async IAsyncEnumerable<EngineEvent> Run(List<SessionImage> images, EngineWatch watch,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = Telemetry.StartRequest(Name, images.Count);
        var request = loop.Enter(images, watch);
        try
        {
            await foreach (var item in request.Mail.ReadAsync(cancellationToken))
                yield return item;
            activity?.SetTag("softcfg.outcome", "finished");
        }
        finally
        {
            loop.Leave(request);
        }
    }
}
