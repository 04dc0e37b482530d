using SoftCfg.Playground.Tests.Api;

namespace SoftCfg.Playground.Tests.Book;

/// <summary>The playground with its book, served on loopback.</summary>
public sealed class BookSite : IAsyncLifetime
{
    private TestServer? server;

    /// <summary>A client that follows no redirection; addresses are below <c>/docs/</c>.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(server.Address, "docs/") };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }
}
