using System.Globalization;
using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Sweeps;

/// <summary>
/// One setting of a sweep. What its kind of guidance does not look at is null, so that equal points make equal images.
/// </summary>
public sealed record SweepPoint
{
    /// <summary>The kind of guidance.</summary>
    public required GuidanceKind Kind { get; init; }

    /// <summary>The guidance scale; null without guidance.</summary>
    public double? Scale { get; init; }

    /// <summary>How late the scale rises; null without guidance.</summary>
    public double? Power { get; init; }

    /// <summary>How strongly confident tokens are weakened; null unless SoftCFG.</summary>
    public double? Strength { get; init; }

    /// <summary>Whether confidences are divided by their sum; null unless SoftCFG.</summary>
    public bool? StepNormalization { get; init; }

    /// <summary>Which probability is a token's confidence; null unless SoftCFG.</summary>
    public ConfidenceSource? Confidence { get; init; }

    /// <summary>Which token's confidence weakens which value; null unless SoftCFG.</summary>
    public WeightAlignment? Alignment { get; init; }

    /// <summary>Divides the guided logits.</summary>
    public required double Temperature { get; init; }

    /// <summary>
    /// The point in one word that is a file name everywhere, such as <c>cfg_scale-1.5_power-1_temperature-0.9</c>. Equal
    /// points have equal keys, and only they.
    /// </summary>
    [JsonIgnore]
    public string Key => string.Join('_', Words());

    /// <summary>The guidance of this point.</summary>
    /// <param name="model">What no point says.</param>
    /// <returns>The options to generate with.</returns>
    public GuidanceOptions GuidanceFrom(GuidanceOptions model) => model with
    {
        Kind = Kind,
        Scale = Scale ?? model.Scale,
        ScalePower = Power ?? model.ScalePower,
        Strength = Strength ?? model.Strength,
        StepNormalization = StepNormalization ?? model.StepNormalization,
        Confidence = Confidence ?? model.Confidence,
        Alignment = Alignment ?? model.Alignment,
    };

    /// <summary>The sampling of this point.</summary>
    /// <param name="model">What no point says.</param>
    /// <returns>The options to generate with.</returns>
    public SamplingOptions SamplingFrom(SamplingOptions model) => model with { Temperature = Temperature };

    private IEnumerable<string> Words()
    {
        yield return GuidanceNames.Of(Kind);
        if (Scale is { } scale)
            yield return Text($"scale-{scale}");
        if (Power is { } power)
            yield return Text($"power-{power}");
        if (Strength is { } strength)
            yield return Text($"strength-{strength}");
        if (StepNormalization is { } normalization)
            yield return normalization ? "norm-on" : "norm-off";
        if (Confidence is { } confidence)
            yield return Text($"{confidence}").ToLowerInvariant();
        if (Alignment is { } alignment)
            yield return Text($"{alignment}").ToLowerInvariant();
        yield return Text($"temperature-{Temperature}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
