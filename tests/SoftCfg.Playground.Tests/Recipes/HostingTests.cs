using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Services;
using SoftCfg.Sessions;

#pragma warning disable MEAI001 // IImageGenerator may still change.

namespace SoftCfg.Playground.Tests.Recipes;

/// <summary>The code of docs/hosting.md.</summary>
public sealed class HostingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_example_of_a_host_writes_an_image()
    {
        var path = folder.File("sneaker.png");
        // begin host
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSoftCfg().AddModel("fashion", "fashion", options => options.Engine.Capacity = 16);
        using var host = builder.Build();
        await host.StartAsync();

        var generator = host.Services.GetRequiredService<IImageGenerator>();
        var answer = await generator.GenerateImagesAsync("sneaker", new ImageGenerationOptions
        {
            AdditionalProperties = new() { ["seed"] = 7, ["guidance"] = "softcfg", ["strength"] = 1.5 },
        });
        await File.WriteAllBytesAsync(path, answer.Contents.OfType<DataContent>().Single().Data.ToArray());
        // end host
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], folder.Bytes("sneaker.png")[..4]);
        await host.StopAsync();
    }

    [Fact]
    public async Task The_example_of_watching_sees_every_step()
    {
        await using var catalog = new EngineCatalog([ServedModel.Find("tiny", TestModel.Path)]);
        var steps = new List<(int Image, float Confidence)>();
        // begin watch
        var engine = await catalog.GetAsync();
        var requests = Enum.GetValues<GuidanceKind>().Select(kind => new ImageRequest
        {
            ClassLabel = 1,
            Seed = 7,
            Guidance = engine.Generator.DefaultGuidance with { Kind = kind },
        }).ToList();
        await foreach (var item in engine.RunAsync(requests, new EngineWatch { Steps = true, Together = true }))
        {
            if (item is SteppedEvent step)
                steps.Add((step.Image, step.Confidence));
        }
        // end watch
        Assert.Equal(3 * 16, steps.Count);
    }
}
