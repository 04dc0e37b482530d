namespace SoftCfg.Playground.Tests.Api;

/// <summary>One playground with the tiny model, for the tests of a class that leave it as it is.</summary>
public sealed class TinyServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
