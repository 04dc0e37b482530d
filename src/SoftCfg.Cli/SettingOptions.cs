using System.CommandLine;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>The options of a command for a table of settings: one for each, whatever the table holds.</summary>
/// <param name="settings">The settings.</param>
/// <param name="lists">Whether an option takes several values.</param>
internal sealed class SettingOptions<TOptions>(IEnumerable<Setting<TOptions>> settings, bool lists) where TOptions : class, new()
{
    private readonly IReadOnlyList<(Setting<TOptions> Setting, Option<string[]?> Option)> pairs =
        settings.Select(setting => (setting, OptionFactory.OfSetting(setting, lists))).ToList();

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => pairs.Select(pair => pair.Option);

    /// <summary>What the command line gives.</summary>
    /// <returns>Settings with their values, at least one each.</returns>
    public IReadOnlyList<(Setting<TOptions> Setting, string[] Values)> Given(ParseResult parse) =>
        pairs.Where(pair => OptionAgreement.Given(parse, pair.Option))
            .Select(pair => (pair.Setting, parse.GetRequiredValue(pair.Option)!)).ToList();

    /// <summary>Whether the command line gives a setting.</summary>
    public bool Gives(ParseResult parse, params Setting<TOptions>[] some) => Given(parse).Any(given => some.Contains(given.Setting));

    /// <summary>Options with what the command line gives in their place; for options of one value.</summary>
    public TOptions Apply(ParseResult parse, TOptions options) =>
        Given(parse).Aggregate(options, (changed, given) => given.Setting.Set(changed, given.Values[0]));

    /// <summary>Refuses a setting that nothing would look at: whoever gave it expects something else.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="all">All options that are sampled with.</param>
    /// <param name="what">What they are, for the message: "the guidance is cfg".</param>
    /// <param name="remedy">What to do besides leaving the option out, given the setting; empty if there is nothing.</param>
    public void RefuseIdle(ParseResult parse, IReadOnlyCollection<TOptions> all, string what, Func<Setting<TOptions>, string> remedy)
    {
        var idle = Given(parse).Select(given => given.Setting).FirstOrDefault(setting => !all.Any(setting.AppliesTo));
        if (idle is not null)
            throw new UsageException($"{idle.Option} belongs to {idle.BelongsTo}, but {what}. Leave it out{remedy(idle)}.");
    }
}
