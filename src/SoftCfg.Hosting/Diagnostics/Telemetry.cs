using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using SoftCfg.Hosting.Engines;

namespace SoftCfg.Hosting.Diagnostics;

/// <summary>What programs can observe of engines, beside the library's own figures: a meter and an activity source named "SoftCfg".</summary>
internal static class Telemetry
{
    private const string Name = "SoftCfg", Model = "softcfg.model";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly ConcurrentDictionary<EngineLoop, string> Engines = new();

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("softcfg.server.refused.count", "{request}",
        "Requests refused because too many images waited.");

    private static readonly Histogram<double> FirstSteps = Meter.CreateHistogram<double>("softcfg.server.first_step.duration", "s",
        "From a request's arrival to the first token of each image.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("softcfg.server.image.duration", "s",
        "From a request's arrival to the pixels of each image.");

    static Telemetry()
    {
        Meter.CreateObservableGauge("softcfg.server.queue.length", () => Measure(status => status.Waiting), "{image}",
            "Images that wait for a place.");
        Meter.CreateObservableGauge("softcfg.server.active", () => Measure(status => status.Active), "{image}", "Images that grow.");
    }

    /// <summary>Reports how busy an engine is, from now on.</summary>
    public static void Watch(string model, EngineLoop engine) => Engines[engine] = model;

    /// <summary>Reports it no more.</summary>
    public static void Forget(EngineLoop engine) => Engines.TryRemove(engine, out _);

    /// <summary>A request begins; it ends when what is returned is disposed.</summary>
    public static Activity? StartRequest(string model, int images)
    {
        var activity = Activities.StartActivity("softcfg.request");
        return activity?.SetTag(Model, model).SetTag("softcfg.images", images);
    }

    public static void Refuse(string model) => Refused.Add(1, Tag(model));

    public static void FirstStep(string model, TimeSpan time) => FirstSteps.Record(time.TotalSeconds, Tag(model));

    public static void Finish(string model, TimeSpan time) => Durations.Record(time.TotalSeconds, Tag(model));

    private static IEnumerable<Measurement<int>> Measure(Func<EngineStatus, int> figure) =>
        Engines.Select(engine => new Measurement<int>(figure(engine.Key.Status), Tag(engine.Value)));

    private static KeyValuePair<string, object?> Tag(string model) => new(Model, model);
}
