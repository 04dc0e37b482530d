using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;
using SoftCfg.Hosting.Services;
using SoftCfg.Playground.Tests.Engine;

#pragma warning disable MEAI001 // IImageGenerator may still change.

namespace SoftCfg.Playground.Tests.Services;

public class SoftCfgServicesTests
{
    [Fact]
    public async Task A_model_is_an_image_generator()
    {
        using var host = await StartAsync(services => services.AddSoftCfg().AddModel("tiny", TestModel.Path));
        var generator = host.Services.GetRequiredService<IImageGenerator>();
        var answer = await generator.GenerateAsync(new ImageGenerationRequest("bee"), new()
        {
            Count = 2,
            ImageSize = new(64, 64),
            MediaType = "image/webp",
            AdditionalProperties = new() { ["seed"] = 7, ["guidance"] = GuidanceKind.ClassifierFree, ["scale"] = 2.5, ["top_k"] = 4 },
        });
        using var same = ImageGenerator.Load(TestModel.Path);
        var expected = same.Generate(new()
        {
            Classes = [1, 1],
            Seed = 7,
            Guidance = same.DefaultGuidance with { Kind = GuidanceKind.ClassifierFree, Scale = 2.5 },
            Sampling = same.DefaultSampling with { TopK = 4 },
        }).ToList();
        Assert.Equal(expected.Select(image => image.Image.Pixels),
            Assert.IsType<FinishedEvent[]>(answer.RawRepresentation).Select(image => image.Picture.Pixels));
        Assert.All(answer.Contents, content => Assert.Equal("image/webp", Assert.IsType<DataContent>(content).MediaType));
        Assert.Equal([0L, 1L], answer.Contents.Select(content => content.AdditionalProperties!["index"]));
    }

    [Fact]
    public async Task Models_are_keyed_and_the_first_is_the_default()
    {
        using var host = await StartAsync(services => services.AddSoftCfg()
            .AddModel("tiny", TestModel.Path)
            .AddModel("words", TinyLumina.Shared, options =>
            {
                options.Engine.Capacity = 1;
                options.Engine.Size = new(300, 50);
            })
            .AddModel("own", _ => new ImageGenerator(new PacedModel(Free()), new GreyTokenizer(null))));
        string? Name(string? key) => (key is null ? host.Services.GetRequiredService<IImageGenerator>()
            : host.Services.GetRequiredKeyedService<IImageGenerator>(key)).GetService<ImageGeneratorMetadata>()?.DefaultModelId;
        Assert.Equal(["tiny", "tiny", "words", "own"], new[] { Name(null), Name("tiny"), Name("words"), Name("own") });
        var words = await host.Services.GetRequiredKeyedService<IImageGenerator>("words").GenerateAsync(
            new ImageGenerationRequest("a red fox"), new() { ImageSize = new(32, 32), AdditionalProperties = new() { ["seed"] = 1 } });
        Assert.Equal((32, 32), (Pictures(words)[0].Width, Pictures(words)[0].Height));
        var own = await host.Services.GetRequiredService<IImageGenerator>().GenerateAsync(new ImageGenerationRequest("2"), new() { ModelId = "own" });
        Assert.Equal((4, 4), (Pictures(own)[0].Width, Pictures(own)[0].Height));
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        using var host = await StartAsync(services => services.AddSoftCfg().AddModel("tiny", TestModel.Path, options => options.Engine.Capacity = 3));
        var generator = host.Services.GetRequiredService<IImageGenerator>();
        async Task<byte[]> Ask(int seed) => Pictures(await generator.GenerateAsync(new ImageGenerationRequest("bee"),
            new() { AdditionalProperties = new() { ["seed"] = seed } }))[0].Pixels;
        var together = await Task.WhenAll(Enumerable.Range(0, 20).Select(seed => Ask(seed % 5)));
        Assert.Equal(5, together.Select(Convert.ToBase64String).Distinct().Count());
        Assert.All(Enumerable.Range(0, 20), k => Assert.Equal(together[k % 5], together[k]));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_its_field()
    {
        using var host = await StartAsync(services => services.AddSoftCfg().AddModel("tiny", TestModel.Path));
        var generator = host.Services.GetRequiredService<IImageGenerator>();
        async Task<string> Field(string prompt, ImageGenerationOptions options) =>
            (await Assert.ThrowsAsync<OrderException>(() => generator.GenerateAsync(new ImageGenerationRequest(prompt), options))).Field;
        Assert.Equal("prompt", await Field("unicorn", new()));
        Assert.Equal("size", await Field("bee", new() { ImageSize = new(1, 2) }));
        Assert.Equal("seed", await Field("bee", new() { AdditionalProperties = new() { ["seed"] = "x" } }));
        Assert.Equal("scal", await Field("bee", new() { AdditionalProperties = new() { ["scal"] = 1 } }));
        Assert.Equal("output_format", await Field("bee", new() { MediaType = "image/gif" }));
        Assert.Equal("response_format", await Field("bee", new() { ResponseFormat = ImageGenerationResponseFormat.Uri }));
        await Assert.ThrowsAsync<UnknownModelException>(() => generator.GenerateAsync(new ImageGenerationRequest("bee"), new() { ModelId = "x" }));
    }

    [Theory]
    [InlineData("nowhere/at/all", 8, "SoftCfg model 'm': nowhere/at/all: there is no such file or folder.")]
    [InlineData("", 8, "SoftCfg model 'm': Path is empty; give the model's folder or checkpoint, or fashion.")]
    [InlineData("fashion", 0, "Capacity must be from 1 to 1024 images.")]
    public async Task Options_are_checked_when_the_host_starts(string path, int capacity, string message)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(services => services.AddSoftCfg().AddModel("m", path, options => options.Engine.Capacity = capacity)));
        Assert.Contains(message, refused.Message);
    }

    [Fact]
    public async Task A_host_without_a_model_says_so()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(services => services.AddSoftCfg()));
        Assert.Equal("There is no model to serve; name at least one.", refused.Message);
    }

    [Fact]
    public async Task A_host_that_stops_finishes_what_has_begun()
    {
        var pace = new Pace();
        using var host = await StartAsync(services => services.AddSoftCfg().AddModel("own",
            _ => new ImageGenerator(new PacedModel(pace), new GreyTokenizer(null)), options => options.Engine.Capacity = 1));
        var generator = host.Services.GetRequiredService<IImageGenerator>();
        var begun = generator.GenerateAsync(new ImageGenerationRequest("0"));
        await pace.ArrivalAsync();
        var waiting = generator.GenerateAsync(new ImageGenerationRequest("1"));
        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
        pace.Free();
        Assert.Single((await begun).Contents);
        await stop;
    }

    [Fact]
    public async Task Health_is_told()
    {
        var loading = new TaskCompletionSource();
        using var host = await StartAsync(services =>
        {
            services.AddSoftCfg().AddModel(TestModel.LoadedAfter(loading.Task));
            services.AddHealthChecks().AddSoftCfg();
        });
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var before = (await checks.CheckHealthAsync()).Entries["softcfg"];
        Assert.Equal((HealthStatus.Unhealthy, "not loaded: tiny"), (before.Status, before.Description));
        loading.SetResult();
        await host.Services.GetRequiredService<EngineCatalog>().GetAsync();
        var after = (await checks.CheckHealthAsync()).Entries["softcfg"];
        Assert.Equal(HealthStatus.Healthy, after.Status);
        Assert.Equal(0, Assert.IsType<EngineStatus>(after.Data["tiny"]).Waiting);
    }

    [Fact]
    public async Task Figures_are_measured()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "SoftCfg")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        void See(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (Equals(tag.Value, "measured"))
                    seen.AddOrUpdate(name, value, (_, before) => before + value);
            }
        }
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument.Name, value > 0 ? 1 : 0, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.Start();
        var pace = new Pace();
        await using var engine = new ImageEngine("measured", new ImageGenerator(new PacedModel(pace), new GreyTokenizer(null)),
            new() { Capacity = 1, QueueLimit = 1 });
        await using var run = await EngineRun.StartAsync(engine, 2);
        await pace.ArrivalAsync();
        await Assert.ThrowsAsync<EngineBusyException>(() => EngineRun.StartAsync(engine));
        listener.RecordObservableInstruments();
        Assert.Equal((1, 1, 1), (seen["softcfg.server.queue.length"], seen["softcfg.server.active"], seen["softcfg.server.refused.count"]));
        pace.Free();
        await run.RestAsync();
        Assert.Equal((2, 2), (seen["softcfg.server.first_step.duration"], seen["softcfg.server.image.duration"]));
    }

    private static async Task<IHost> StartAsync(Action<IServiceCollection> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static List<Imaging.RgbImage> Pictures(ImageGenerationResponse answer) =>
        Assert.IsType<FinishedEvent[]>(answer.RawRepresentation).Select(image => image.Picture).ToList();

    private static Pace Free()
    {
        var pace = new Pace();
        pace.Free();
        return pace;
    }
}
