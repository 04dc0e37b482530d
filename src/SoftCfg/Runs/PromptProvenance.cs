using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>
/// How images of prompts were made: what has to be known to make them again. <see cref="TextOf"/> gives the text chunks of an image's
/// PNG file.
/// </summary>
public sealed record PromptProvenance
{
    /// <summary>The weights.</summary>
    public required ModelFingerprint Model { get; init; }

    /// <summary>How the images were guided.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>Whether the scale decayed as in the release.</summary>
    /// <value>Default false.</value>
    public bool DecaysAsReleased { get; init; }

    /// <summary>How their tokens were drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>How they were speculated on; null (default) where they were decoded one by one.</summary>
    public JacobiOptions? Jacobi { get; init; }

    /// <summary>The seed of prompts that have none of their own.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the generator's weights were stored and multiplied.</summary>
    public required ScalarType Dtype { get; init; }

    /// <summary>How the generator's weights were packed; null (default) where libtorch computed.</summary>
    public WeightFormat? Weights { get; init; }

    /// <summary>Where the generator ran, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The text of one image: keywords and values for <see cref="Imaging.PngWriter"/>.</summary>
    /// <param name="index">Its index in the run; what is told is the one that it drew random numbers by.</param>
    /// <param name="prompt">Its prompt, <see cref="ImagePrompt.Again"/> where it is not the first of it.</param>
    /// <param name="picture">The name of the file of the picture in its prompt; null (default) where there is none.</param>
    /// <returns>The keyword <c>Software</c>, then keywords that begin with <see cref="RunProvenance.Prefix"/>.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> TextOf(long index, ImagePrompt prompt, string? picture = null) =>
        ProvenanceText.Written(
        [
            ("model", Model.Name),
            ("generator.sha256", Model.GeneratorSha256),
            ("tokenizer.sha256", Model.TokenizerSha256),
            ("seed", ProvenanceText.Of(prompt.Seed ?? Seed)),
            ("index", ProvenanceText.Of(prompt.Index ?? index)),
            ("prompt", prompt.Text),
            ("task", prompt.Template.Name),
            .. picture is null ? [] : new[] { ("picture", picture) },
            .. prompt.AllowSpecialTokens ? new[] { ("prompt.special-tokens", "allowed") } : [],
            ("size", $"{ProvenanceText.Of(prompt.Width)} x {ProvenanceText.Of(prompt.Height)}"),
            .. ProvenanceText.Of(Guidance),
            .. DecaysAsReleased && Guidance.Kind != GuidanceKind.None ? new[] { ("guidance.scale-decay", "released") } : [],
            .. ProvenanceText.Of(Sampling),
            .. JacobiFacts(),
            .. ProvenanceText.Of(Dtype, Weights, Device),
        ]);

    private IEnumerable<(string Keyword, string Value)> JacobiFacts() => Jacobi is not { } jacobi ? [] :
    [
        ("jacobi.window", ProvenanceText.Of(jacobi.Window)),
        ("jacobi.rule", Word(jacobi.Rule)),
        ("jacobi.drafts", Word(jacobi.Initialization)),
        ("jacobi.softcfg-window", Word(jacobi.SoftCfgWindow)),
        ("jacobi.sigma-filter", Word(jacobi.SigmaFilter)),
        ("jacobi.process-replacement", jacobi.ProcessReplacement ? "on" : "off"),
    ];

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
