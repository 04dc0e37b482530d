using SoftCfg.Decoding;

namespace SoftCfg.Playground.Api.Images;

/// <summary>An event of a stream. Those of previews and finished images are in OpenAI's shape with a little more.</summary>
internal sealed record ImageEvent
{
    /// <summary>
    /// <c>image_generation.queued</c>, <c>.started</c>, <c>.step</c>, <c>.partial_image</c> or <c>.completed</c>.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>Which image of the request, from 0.</summary>
    public required int Image { get; init; }

    /// <summary>Of a preview and a finished image: the file's bytes in Base64.</summary>
    public byte[]? B64Json { get; init; }

    /// <summary>Of a preview and a finished image: when it was made, in seconds since 1970.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>Of a preview and a finished image: such as <c>256x256</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Of a preview and a finished image, always <c>auto</c>: clients of OpenAI's interface expect it.</summary>
    public string? Quality { get; init; }

    /// <summary>Of a preview and a finished image, always <c>opaque</c>: clients of OpenAI's interface expect it.</summary>
    public string? Background { get; init; }

    /// <summary>Of a preview and a finished image: <c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Of a preview: its number, from 0.</summary>
    public int? PartialImageIndex { get; init; }

    /// <summary>Of a finished image: how many tokens were sampled.</summary>
    public ImageUsage? Usage { get; init; }

    /// <summary>Of a finished image: with <see cref="Index"/> it decides the image.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Of a finished image: its index.</summary>
    public long? Index { get; init; }

    /// <summary>Of an image that waits: how many were waiting when it came.</summary>
    public int? Position { get; init; }

    /// <summary>Of an image that begins: how many tokens it will have.</summary>
    public int? Steps { get; init; }

    /// <summary>Of an image that begins: where its tokens stand.</summary>
    public TokenGrid? Grid { get; init; }

    /// <summary>Of a step: the index of its token; of a preview: how many tokens there are.</summary>
    public int? Step { get; init; }

    /// <summary>Of a step: the token.</summary>
    public long? Token { get; init; }

    /// <summary>Of a step: the guidance scale.</summary>
    public float? Scale { get; init; }

    /// <summary>Of a step: how confident the conditional branch was.</summary>
    public float? Confidence { get; init; }

    /// <summary>Of a step: how far the branches are apart, in nats.</summary>
    public float? Divergence { get; init; }

    /// <summary>Of a step: the value weights of the tokens before it.</summary>
    public IReadOnlyList<float>? Weights { get; init; }
}
