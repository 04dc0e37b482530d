using SoftCfg.Options;

namespace SoftCfg.Playground.Pages;

/// <summary>What the page knows of a setting; all of it is from the settings' table.</summary>
internal sealed record SettingFacts
{
    public required string Key { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    public required string Expected { get; init; }

    /// <summary>How it is typed: <c>number</c>, <c>switch</c> or <c>words</c>.</summary>
    public required string Values { get; init; }

    public required IReadOnlyList<string> Words { get; init; }
    public double? Least { get; init; }
    public double? Most { get; init; }
    public bool Whole { get; init; }
    public bool Fine { get; init; }

    /// <summary>Of other settings, by key, the values under which anything looks at this one.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Needs { get; init; }

    /// <summary>The facts of all settings of a table.</summary>
    public static IReadOnlyList<SettingFacts> Of<TOptions>(SettingTable<TOptions> table) where TOptions : class, new() =>
        table.Select(setting => Of(setting, table)).ToList();

    /// <summary>The values that options have, as texts by key.</summary>
    public static IReadOnlyDictionary<string, string> TextsOf<TOptions>(SettingTable<TOptions> table, TOptions options)
        where TOptions : class, new() => table.ToDictionary(setting => setting.Key, setting => setting.TextOf(options), StringComparer.Ordinal);

    private static SettingFacts Of<TOptions>(Setting<TOptions> setting, SettingTable<TOptions> table) where TOptions : class, new() => new()
    {
        Key = setting.Key,
        Title = setting.Title,
        Summary = setting.Summary,
        Expected = setting.Expected,
        Values = setting.Range is not null ? "number" : setting.IsSwitch ? "switch" : "words",
        Words = setting.Words,
        Least = setting.Range?.Least,
        Most = setting.Range?.Most,
        Whole = setting.Range?.IsWhole ?? false,
        Fine = setting.IsFine,
        Needs = NeedsOf(setting, table),
    };

    /// <summary>Found by trying: under the defaults everything is looked at, so each other setting is varied by itself.</summary>
    private static Dictionary<string, IReadOnlyList<string>> NeedsOf<TOptions>(Setting<TOptions> setting, SettingTable<TOptions> table)
        where TOptions : class, new()
    {
        var needs = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var other in table.Where(other => other != setting && other.Words.Count > 0))
        {
            var fitting = other.Words.Where(word => setting.AppliesTo(other.Set(new TOptions(), word))).ToList();
            if (fitting.Count < other.Words.Count)
                needs.Add(other.Key, fitting);
        }
        return needs;
    }
}
