using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SoftCfg.Playground.Book;

namespace SoftCfg.Playground.Tests.Book;

/// <summary>The book and nothing else, served on loopback.</summary>
public sealed class BookSite : IAsyncLifetime
{
    private WebApplication? application;

    /// <summary>A client that follows no redirection; addresses are below <c>/docs/</c>.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        BookEndpoints.Map(application);
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new($"{address}/docs/") };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (application is not null)
            await application.DisposeAsync();
    }
}
