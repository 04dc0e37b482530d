using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Hosting.Diagnostics;
using SoftCfg.Hosting.Engines;

namespace SoftCfg.Hosting.Models;

/// <summary>
/// The models that are served, by name, each with an engine of its own once it is loaded: at the start, or when it is first asked for.
/// Safe for concurrent use.
/// </summary>
public sealed class EngineCatalog : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<ImageEngine>> engines = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <summary>Takes note of models; loads none.</summary>
    /// <param name="models">The models, at least one; the first is the default.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="logger">Told of loading, failures and stopping; nobody where null.</param>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    /// <exception cref="ValidationException">An option of an engine is out of range.</exception>
    public EngineCatalog(IEnumerable<ServedModel> models, TimeProvider? time = null, ILogger? logger = null)
    {
        Models = models.ToList();
        (this.time, this.logger) = (time ?? TimeProvider.System, logger ?? NullLogger.Instance);
        if (Models.Count == 0)
            throw new ArgumentException("There is no model to serve; name at least one.");
        if (Models.GroupBy(model => model.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two models are called '{twice.Key}'; give each its own name.");
        foreach (var model in Models)
            Validator.ValidateObject(model.Engine, new ValidationContext(model.Engine), validateAllProperties: true);
    }

    /// <summary>The models.</summary>
    public IReadOnlyList<ServedModel> Models { get; }

    /// <summary>The one that is meant where none is named: the first.</summary>
    public ServedModel Default => Models[0];

    /// <summary>The engines of the models that are loaded.</summary>
    public IReadOnlyList<ImageEngine> Engines
    {
        get
        {
            lock (gate)
                return engines.Values.Where(engine => engine.IsCompletedSuccessfully).Select(engine => engine.Result).ToList();
        }
    }

    /// <summary>Finds a model; loads nothing.</summary>
    /// <param name="name">Its name; null or empty means <see cref="Default"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="UnknownModelException">There is none of that name.</exception>
    public ServedModel Find(string? name) => string.IsNullOrEmpty(name) ? Default
        : Models.FirstOrDefault(model => model.Name == name)
        ?? throw new UnknownModelException(name, Models.Select(model => model.Name).ToList());

    /// <summary>The engine of a model, which is loaded if it is not yet; all who ask at once wait for the same loading.</summary>
    /// <param name="name">Its name; null or empty means <see cref="Default"/>.</param>
    /// <param name="cancellationToken">Waits no longer; loading goes on.</param>
    /// <returns>The engine; the catalog owns it.</returns>
    /// <exception cref="UnknownModelException">There is none of that name.</exception>
    /// <exception cref="EngineStoppedException">The catalog is being disposed.</exception>
    public Task<ImageEngine> GetAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var model = Find(name);
        lock (gate)
        {
            if (closing.IsCancellationRequested)
                throw new EngineStoppedException(model.Name);
            // What has failed is tried again: a file may have been put there since.
            if (!engines.TryGetValue(model.Name, out var engine) || engine.IsFaulted || engine.IsCanceled)
                engines[model.Name] = engine = Task.Factory.StartNew(() => Load(model), closing.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return engine.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops all engines, side by side; see <see cref="ImageEngine.StopAsync"/>. What is loading is given up.</summary>
    /// <param name="cancellationToken">Gives up images that have begun.</param>
    /// <returns>How they ended, all together.</returns>
    public async Task<EngineStop> StopAsync(CancellationToken cancellationToken = default)
    {
        lock (gate)
            closing.Cancel();
        var ends = await Task.WhenAll(Engines.Select(engine => engine.StopAsync(cancellationToken)));
        return new(ends.Sum(end => end.Finished), ends.Sum(end => end.Cancelled), ends.Sum(end => end.Refused));
    }

    /// <summary>Stops all engines, each within its own grace, and frees the models.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task<ImageEngine>> all;
        lock (gate)
        {
            closing.Cancel();
            all = [.. engines.Values];
            engines.Clear();
        }
        await Task.WhenAll(all.Select(DisposeAsync));
    }

    private static async Task DisposeAsync(Task<ImageEngine> loading)
    {
        await loading.ContinueWith(_ => { }, TaskScheduler.Default);
        if (loading.IsCompletedSuccessfully)
            await loading.Result.DisposeAsync();
    }

    private ImageEngine Load(ServedModel model)
    {
        var started = time.GetTimestamp();
        try
        {
            var engine = new ImageEngine(model.Name, model.Load(closing.Token), model.Engine, time, logger);
            Log.Loaded(logger, model.Name, time.GetElapsedTime(started).TotalSeconds);
            return engine;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LoadFailed(logger, model.Name, e);
            throw;
        }
    }
}
