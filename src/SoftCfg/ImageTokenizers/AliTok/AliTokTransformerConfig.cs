using System.Text.Json.Serialization;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Sizes of one of an AliTok tokenizer's two transformers.</summary>
public sealed record AliTokTransformerConfig
{
    /// <summary>Channels of the stream.</summary>
    [JsonPropertyName("width")]
    public required int Width { get; init; }

    /// <summary>Blocks.</summary>
    [JsonPropertyName("layers")]
    public required int Layers { get; init; }

    /// <summary>Attention heads; they divide <see cref="Width"/>.</summary>
    [JsonPropertyName("heads")]
    public required int Heads { get; init; }
}
