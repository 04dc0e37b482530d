using System.Net;
using Microsoft.Extensions.Logging;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Playground;

/// <summary>What a playground serves, where, and to whom.</summary>
public sealed record PlaygroundOptions
{
    /// <summary>The models, at least one; the first is the default.</summary>
    public required IReadOnlyList<ServedModel> Models { get; init; }

    /// <summary>The address to listen at.</summary>
    /// <value>Default: loopback, so that nobody else reaches it.</value>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    /// <value>Default 5005.</value>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What requests must show as <c>Authorization: Bearer KEY</c>.</summary>
    /// <value>Default null: nothing.</value>
    public string? ApiKey { get; init; }

    /// <summary>Bytes of a request's body, at most, where an endpoint says nothing else.</summary>
    /// <value>Default 64 KiB.</value>
    public long LargestBody { get; init; } = 1 << 16;

    /// <summary>Pixels of an image, at most, of models whose requests say how large images are.</summary>
    /// <value>Default 1,048,576.</value>
    public long MostPixels { get; init; } = 1 << 20;

    /// <summary>Images of a request, at most.</summary>
    /// <value>Default 16.</value>
    public int MostImages { get; init; } = 16;

    /// <summary>How long a request may take, waiting included.</summary>
    /// <value>Default 30 minutes.</value>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a client may send less than 240 bytes a second, or read less than 10,000, before it is let go.</summary>
    /// <value>Default 10 seconds; more than one.</value>
    public TimeSpan ClientPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stream of events is silent before it says that it is alive: what stands between hangs up on silent ones.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long what has begun may take to finish when the playground stops.</summary>
    /// <value>Default 20 seconds.</value>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Told of loading, failures and stopping.</summary>
    /// <value>Default null: nobody.</value>
    public ILoggerProvider? Logger { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The port where nobody says otherwise.</summary>
    public const int DefaultPort = 5005;
}
