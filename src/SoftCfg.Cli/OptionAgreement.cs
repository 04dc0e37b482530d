using System.CommandLine;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>Refuses options that nothing would look at: whoever gave them expects something else.</summary>
internal static class OptionAgreement
{
    /// <summary>Checks the settings of guidance that a command line gives against what is sampled.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The options of the command.</param>
    /// <param name="sampled">Every guidance that is sampled with.</param>
    public static void CheckGuidance(
        ParseResult parse, SettingOptions<GuidanceOptions> options, IReadOnlyCollection<GuidanceOptions> sampled)
    {
        var kinds = sampled.Select(guidance => guidance.Kind).Distinct().Select(GuidanceNames.Of);
        options.RefuseIdle(parse, sampled, $"the guidance is {string.Join(", ", kinds)}", setting => Remedy(setting, sampled));
    }

    /// <summary>
    /// Sampling with what the command line gives in its place. Who asks for top-k or top-p wants tokens drawn, whatever the
    /// model does by default.
    /// </summary>
    public static SamplingOptions ApplyDrawing(
        this SettingOptions<SamplingOptions> options, ParseResult parse, SamplingOptions otherwise)
    {
        var draws = options.Gives(parse, SamplingSettings.TopK, SamplingSettings.TopP);
        var sampling = options.Apply(parse, draws ? otherwise with { Greedy = false } : otherwise);
        options.RefuseIdle(parse, [sampling], "the likeliest token is taken", _ => $", or {SamplingSettings.Greedy.Option}");
        return sampling;
    }

    /// <summary>The first of some options that is on the command line.</summary>
    public static Option? FirstGiven(ParseResult parse, params Option[] options) =>
        Array.Find(options, option => Given(parse, option));

    /// <summary>Whether an option is on the command line.</summary>
    public static bool Given(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>The kinds of guidance that would look at a setting.</summary>
    private static string Remedy(Setting<GuidanceOptions> setting, IReadOnlyCollection<GuidanceOptions> sampled)
    {
        var kinds = Enum.GetValues<GuidanceKind>()
            .Where(kind => sampled.Any(guidance => setting.AppliesTo(guidance with { Kind = kind }))).Select(GuidanceNames.Of);
        return string.Join(" or ", kinds) is { Length: > 0 } names ? $", or add {names}" : "";
    }
}
