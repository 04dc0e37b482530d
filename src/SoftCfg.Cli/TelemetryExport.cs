using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SoftCfg.Runs;

namespace SoftCfg.Cli;

/// <summary>
/// Sends what the library measures by OTLP to where the standard variables say, such as OTEL_EXPORTER_OTLP_ENDPOINT. Without them
/// nothing of it is loaded.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string Source = "SoftCfg", Service = "softcfg", Prefix = "OTEL_EXPORTER_OTLP_";

    private static readonly string[] Endpoints = ["ENDPOINT", "TRACES_ENDPOINT", "METRICS_ENDPOINT"];

    private readonly TracerProvider tracer;
    private readonly MeterProvider meter;

    private TelemetryExport()
    {
        var resource = ResourceBuilder.CreateDefault();
        // Who has named the service in OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES is heard.
        if (Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is null)
            resource.AddService(Service, serviceVersion: RunProvenance.LibraryVersion);
        tracer = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Source).AddOtlpExporter().Build();
        meter = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Source).AddOtlpExporter().Build();
    }

    /// <summary>Begins, if the environment asks for it.</summary>
    /// <returns>What sends the rest when it is disposed; null where nothing is sent.</returns>
    public static IDisposable? Start() => IsAsked() ? new TelemetryExport() : null;

    public void Dispose()
    {
        tracer.Dispose();
        meter.Dispose();
    }

    private static bool IsAsked() =>
        !string.Equals(Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) &&
        Endpoints.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Prefix + name)));
}
