using System.Globalization;

namespace SoftCfg.Guidance;

/// <summary>
/// What some options compute, as formulas: projects differ in what they call a scale, so its number alone says little.
/// </summary>
public static class GuidanceFormula
{
    /// <summary>The formulas of some options.</summary>
    /// <param name="options">The options.</param>
    /// <returns>
    /// How the logits of the branches are combined, such as
    /// <c>guided = uncond + s(t) (cond - uncond), s from 1 to 9, cosine power 1.5</c>; with SoftCFG, the weights behind it; of guidance of
    /// one's own only its name.
    /// </returns>
    public static IReadOnlyList<string> Of(GuidanceOptions options)
    {
        if (options.Own is { } own)
            return [$"guided = {own.Name}(cond, uncond)"];
        if (options.Kind == GuidanceKind.None || options.Scale == 0)
            return ["guided = cond"];
        var combination = Combination(options);
        return options.Kind == GuidanceKind.SoftCfg && options.Strength != 0 ? [combination, Weights(options)] : [combination];
    }

    private static string Combination(GuidanceOptions options)
    {
        if (options.DecayGrids > 0)
            return Text($"guided = uncond + s(t) (cond - uncond), s from {options.Scale} to 4 as the release of Lumina-mGPT 2.0 lowers it");
        return options.ScalePower == 0 || options.Scale == 1
            ? Text($"guided = uncond + s (cond - uncond), s = {options.Scale} at every step")
            : Text($"guided = uncond + s(t) (cond - uncond), s from 1 to {options.Scale}, cosine power {options.ScalePower}");
    }

    private static string Weights(GuidanceOptions options)
    {
        var share = options.StepNormalization ? Text($"c(j) / (sum of c + {options.Epsilon})") : "c(j)";
        var weight = options.Strength == 1 ? $"1 - {share}" : Text($"(1 - {share})^{options.Strength}");
        if (options is { StepNormalization: true, MinimumWeight: > 0 })
            weight = Text($"max({options.MinimumWeight}, {weight})");
        var confidence = options.Confidence == ConfidenceSource.Sampled ? "the sampled token's probability" : "the largest probability";
        var token = options.Alignment == WeightAlignment.Released ? "behind token j" : "of token j";
        return $"uncond sees values times w(j) = {weight}, c(j) {confidence} {token}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
