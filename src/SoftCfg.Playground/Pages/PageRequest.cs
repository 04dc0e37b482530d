using System.Text.Json.Serialization;

namespace SoftCfg.Playground.Pages;

/// <summary>What the page asks for: images of one class or prompt and one seed under up to three settings, or of many seeds under one.</summary>
internal sealed record PageRequest
{
    public string? Model { get; init; }

    [JsonPropertyName("class")]
    public int? ClassLabel { get; init; }

    public string? Prompt { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>A text: not every seed is a number to JavaScript.</summary>
    public string? Seed { get; init; }

    /// <summary>Settings of guidance by key, for each image.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Settings { get; init; } = [];

    /// <summary>Settings of sampling by key, for all.</summary>
    public IReadOnlyDictionary<string, string> Sampling { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tokens that must stand where they do; null where one is sampled.</summary>
    public IReadOnlyList<long?>? Given { get; init; }

    /// <summary>Seeds of a sheet.</summary>
    public int Count { get; init; } = 1;
}
