using System.ClientModel;
using OpenAI;
using OpenAI.Images;
using SoftCfg.Playground.Tests.Api;

namespace SoftCfg.Playground.Tests.Recipes;

/// <summary>The code of docs/http-api.md.</summary>
public sealed class HttpApiTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_example_of_the_client_writes_an_image()
    {
        await using var server = await TestServer.StartAsync();
        var (address, model, path) = (new Uri(server.Address, "/v1"), "tiny", folder.File("bee.png"));
        // begin client
        // address is http://localhost:5005/v1, and model one that it serves.
        var client = new ImageClient(model, new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = address });
        var image = (await client.GenerateImageAsync("bee")).Value;
        await File.WriteAllBytesAsync(path, image.ImageBytes.ToArray());
        // end client
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], folder.Bytes("bee.png")[..4]);
    }
}
