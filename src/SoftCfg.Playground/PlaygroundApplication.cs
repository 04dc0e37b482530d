using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SoftCfg.Hosting.Services;
using SoftCfg.Playground.Api;
using SoftCfg.Playground.Book;
using SoftCfg.Playground.Pages;
using SoftCfg.Playground.Web;

namespace SoftCfg.Playground;

/// <summary>The playground and its HTTP API, as a web application.</summary>
public static class PlaygroundApplication
{
    /// <summary>Bytes a second that a client sends at least, once its patience is over.</summary>
    private const int SlowestSender = 240;

    /// <summary>Makes the application; it listens and loads its models once it is started.</summary>
    /// <param name="options">What it serves.</param>
    /// <returns>The application; the caller runs, stops and disposes it. Signals of the system are the caller's business.</returns>
    /// <exception cref="ArgumentException">There is no model, or two have one name.</exception>
    public static WebApplication Create(PlaygroundOptions options)
    {
        // Nothing of the environment, of the folder it was started in, or of a configuration file counts.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "SoftCfg.Playground", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        if (options.Logger is { } logger)
        {
            // That it cannot start is thrown to whoever starts it.
            builder.Logging.AddProvider(logger).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        }
        AddServices(builder.Services, options);
        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseHostFiltering();
        app.UseMiddleware<Failures>();
        app.UseMiddleware<ApiKey>();
        app.UseMiddleware<EmbeddedFiles>();
        app.UseRouting();
        MapHealth(app);
        app.MapApi();
        BookEndpoints.Map(app);
        app.MapPage();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, PlaygroundOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.LargestBody;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestSender, options.ClientPatience);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(EventWriter.SlowestReader, options.ClientPatience);
        kestrel.Limits.RequestHeadersTimeout = options.ClientPatience;
        kestrel.Limits.MaxConcurrentConnections = 1024;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static void AddServices(IServiceCollection services, PlaygroundOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Time);
        services.AddSingleton<IHostLifetime, NoSignals>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownGrace + TimeSpan.FromSeconds(1));
        services.AddRoutingCore();
        services.AddHostFiltering(filtering => filtering.AllowedHosts = HostsOf(options.Address));
        services.AddHealthChecks().AddSoftCfg("ready");
        services.AddApi();
        services.AddPage();
        var softCfg = services.AddSoftCfg();
        foreach (var model in options.Models)
        {
            model.Engine.ShutdownGrace = options.ShutdownGrace;
            softCfg.AddModel(model);
        }
    }

    /// <summary>
    /// The names it may be called by. At loopback no others: a page of a stranger whose name has been made to mean this machine is refused.
    /// </summary>
    private static List<string> HostsOf(IPAddress address) =>
        IPAddress.IsLoopback(address) ? ["localhost", "127.0.0.1", "[::1]", address.ToString()] : ["*"];

    private static void MapHealth(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
    }
}
