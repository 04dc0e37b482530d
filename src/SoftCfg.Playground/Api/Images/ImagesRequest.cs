using System.ComponentModel;

namespace SoftCfg.Playground.Api.Images;

/// <summary>
/// The fields of a request for images, for the document of the API; beside them are the settings of guidance and sampling by their own
/// names. <see cref="ImagesReader"/> reads requests.
/// </summary>
internal sealed record ImagesRequest
{
    [Description("The model's name, as /v1/models lists it. By default the first.")]
    public string? Model { get; init; }

    [Description("What the image shows: a prompt; of a model of classes the name, a synonym or the label of one.")]
    public required string Prompt { get; init; }

    [Description("How many images, which differ by their index.")]
    [DefaultValue(1)]
    public int N { get; init; }

    [Description("WIDTHxHEIGHT in pixels, for models of prompts; auto is the model's own.")]
    [DefaultValue("auto")]
    public string? Size { get; init; }

    [Description("Only b64_json: images come in the answer.")]
    [DefaultValue("b64_json")]
    public string? ResponseFormat { get; init; }

    [Description("png, jpeg or webp.")]
    [DefaultValue("png")]
    public string? OutputFormat { get; init; }

    [Description("Whether the answer is server-sent events.")]
    [DefaultValue(false)]
    public bool Stream { get; init; }

    [Description("Previews of each image, at most, with stream: 0 to 100.")]
    [DefaultValue(0)]
    public int PartialImages { get; init; }

    [Description("Whether every step is told, with stream: token, scale, confidence, divergence and value weights.")]
    [DefaultValue(false)]
    public bool Steps { get; init; }

    [Description("With an image's index it decides the image. By default one is drawn; the answer says which.")]
    public ulong? Seed { get; init; }

    [Description("The index of the first image; the others follow.")]
    [DefaultValue(0L)]
    public long Index { get; init; }
}
