using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Images;
using OpenAI.Models;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>The official client of OpenAI's interface, unchanged but for the address.</summary>
public class OpenAiClientTests
{
    [Fact]
    public async Task It_generates_images()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKey = "right" });
        var client = new ImageClient("tiny", new ApiKeyCredential("right"), Options(server));
        var image = (await client.GenerateImageAsync("bee")).Value;
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], image.ImageBytes.ToArray()[..4]);
        var options = new ImageGenerationOptions { Size = new GeneratedImageSize(64, 64), ResponseFormat = GeneratedImageFormat.Bytes };
        var images = (await client.GenerateImagesAsync("bee", 3, options)).Value;
        Assert.Equal(3, images.Select(each => Convert.ToBase64String(each.ImageBytes.ToArray())).Distinct().Count());
    }

    [Fact]
    public async Task It_lists_models()
    {
        await using var server = await TestServer.StartAsync();
        var client = new OpenAIModelClient(new ApiKeyCredential("any"), Options(server));
        var model = Assert.Single((await client.GetModelsAsync()).Value);
        Assert.Equal(("tiny", "softcfg"), (model.Id, model.OwnedBy));
        Assert.Equal("tiny", (await client.GetModelAsync("tiny")).Value.Id);
    }

    [Fact]
    public async Task It_understands_what_is_wrong()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKey = "right" });
        var client = new ImageClient("tiny", new ApiKeyCredential("right"), Options(server));
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.GenerateImageAsync("unicorn"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("Parameter: prompt", refused.Message);
        Assert.Contains("'unicorn' is no class of tiny", refused.Message);
        var wrongKey = new ImageClient("tiny", new ApiKeyCredential("wrong"), Options(server));
        Assert.Equal(401, (await Assert.ThrowsAsync<ClientResultException>(() => wrongKey.GenerateImageAsync("bee"))).Status);
    }

    [Fact]
    public async Task It_comes_back_when_the_server_was_busy()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1, QueueLimit = 0 });
        var before = server.GenerateAsync(new { prompt = "1" });
        await pace.ArrivalAsync();
        // It is answered 429 with a time to wait, and comes again by itself.
        var client = new ImageClient("paced", new ApiKeyCredential("any"), Options(server, new ClientRetryPolicy(3)));
        var later = client.GenerateImageAsync("2");
        pace.Free();
        (await before).Dispose();
        Assert.NotNull((await later).Value.ImageBytes);
    }

    private static OpenAIClientOptions Options(TestServer server, PipelinePolicy? retries = null) =>
        new() { Endpoint = new Uri(server.Address, "/v1"), RetryPolicy = retries ?? new ClientRetryPolicy(0) };
}
