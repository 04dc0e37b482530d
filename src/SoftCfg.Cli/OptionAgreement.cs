using System.CommandLine;
using SoftCfg.Guidance;

namespace SoftCfg.Cli;

/// <summary>Refuses options that nothing would look at: whoever gave them expects something else.</summary>
internal static class OptionAgreement
{
    /// <summary>Checks the options of guidance against its kinds.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="kinds">The kinds of guidance to sample with.</param>
    /// <param name="guided">The options of both kinds that guide.</param>
    /// <param name="soft">The options of SoftCFG alone.</param>
    public static void CheckGuidance(ParseResult parse, IReadOnlyList<GuidanceKind> kinds, Option[] guided, Option[] soft)
    {
        var chosen = string.Join(", ", kinds.Select(GuidanceNames.Of));
        if (!kinds.Contains(GuidanceKind.SoftCfg) && FirstGiven(parse, soft) is { } strange)
        {
            throw new UsageException(
                $"{strange.Name} belongs to SoftCFG, but the guidance is {chosen}. Leave it out, or add softcfg.");
        }
        if (kinds is [GuidanceKind.None] && FirstGiven(parse, guided) is { } idle)
        {
            throw new UsageException(
                $"{idle.Name} belongs to guidance, but the guidance is none. Leave it out, or use cfg or softcfg.");
        }
    }

    /// <summary>The first of some options that is on the command line.</summary>
    public static Option? FirstGiven(ParseResult parse, params Option[] options) =>
        Array.Find(options, option => Given(parse, option));

    /// <summary>Whether an option is on the command line.</summary>
    public static bool Given(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };
}
