using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SoftCfg.Cli.Terminal;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Playground;
using SoftCfg.Sessions;
using TorchSharp;

namespace SoftCfg.Cli.Serving;

/// <summary>One run of <c>softcfg serve</c>: from the first model's description until the last image is finished.</summary>
internal static class ServeRun
{
    // Shorter than the patience of an interruption.
    private static readonly TimeSpan Grace = Interruption.Grace - TimeSpan.FromSeconds(2);

    /// <summary>Serves until the session is cancelled.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ServeOptions options, Session session)
    {
        var device = DeviceChoice.Find(options.Device);
        torch.set_num_threads(options.Threads);
        WeightsChoice.Check(options.Weights, options.Dtype, device);
        SlowProducts.Say(session, options.Dtype, device);
        if (options.ApiKey is null && !IPAddress.IsLoopback(options.Address))
            session.Note($"whoever reaches {options.Address} can use this server; {ServeCommand.KeyVariable} asks for a key.");
        return ServeAsync(options, Served(options, device), session).GetAwaiter().GetResult();
    }

    private static List<ServedModel> Served(ServeOptions options, torch.Device device)
    {
        var loading = new ModelLoading { Tokenizer = options.Tokenizer, Dtype = options.Dtype, Device = device, Weights = options.Weights };
        return options.Models.Select(model => ServedModel.Find(model.Name, model.Path, loading) with
        {
            Engine = new EngineOptions
            {
                Capacity = options.Capacity,
                QueueLimit = options.Queue,
                Size = SessionSize.Default with { ImageTokens = (int)options.Largest.TokensWithNewLines + 1 },
            },
        }).ToList();
    }

    private static async Task<int> ServeAsync(ServeOptions options, List<ServedModel> models, Session session)
    {
        using var notes = new SessionNotes(session);
        await using var app = PlaygroundApplication.Create(new PlaygroundOptions
        {
            Models = models,
            Address = options.Address,
            Port = options.Port,
            ApiKey = options.ApiKey,
            MostPixels = (long)options.Largest.Width * options.Largest.Height,
            ShutdownGrace = Grace,
            Logger = notes,
        });
        await StartAsync(app, options, session);
        try
        {
            foreach (var url in app.Urls)
                session.Output.WriteLine($"serving {string.Join(", ", models.Select(model => model.Name))} at {url}");
            await session.Output.FlushAsync(session.Cancellation);
            // A model that cannot be loaded ends the server.
            var catalog = app.Services.GetRequiredService<EngineCatalog>();
            await Task.WhenAll(models.Select(model => catalog.GetAsync(model.Name, session.Cancellation)));
            await Task.Delay(Timeout.Infinite, session.Cancellation);
        }
        catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested)
        {
            session.Note("stopping.");
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
        return ExitCodes.Success;
    }

    private static async Task StartAsync(WebApplication app, ServeOptions options, Session session)
    {
        try
        {
            await app.StartAsync(session.Cancellation);
        }
        catch (IOException e)
        {
            throw new UsageException($"cannot listen at {new IPEndPoint(options.Address, options.Port)}: {e.GetBaseException().Message.TrimEnd('.')}. " +
                "Give another --port, or 0 for a free one.");
        }
    }
}
