using System.Net;
using SoftCfg.Layers;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Serving;

/// <summary>What <c>softcfg serve</c> was asked for.</summary>
internal sealed record ServeOptions
{
    /// <summary>The models: their names and paths, at least one.</summary>
    public required IReadOnlyList<NamedModel> Models { get; init; }

    /// <summary>The image tokenizer's checkpoint, of a single model.</summary>
    public string? Tokenizer { get; init; }

    public required IPAddress Address { get; init; }
    public required int Port { get; init; }
    public string? ApiKey { get; init; }

    public required int Capacity { get; init; }
    public required int Queue { get; init; }

    /// <summary>The largest image of a prompt.</summary>
    public required ImageGrid Largest { get; init; }

    public required ScalarType Dtype { get; init; }

    /// <summary>How weights are packed; null takes the default.</summary>
    public WeightFormat? Weights { get; init; }

    public required string Device { get; init; }
    public required int Threads { get; init; }
}
