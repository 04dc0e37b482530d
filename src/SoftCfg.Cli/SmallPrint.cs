using System.Globalization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>The settings that the images of a sheet share, in small print.</summary>
internal static class SmallPrint
{
    /// <summary>Describes them.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="guidance">Every guidance there is.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="more">What else there is to say; empty for nothing.</param>
    public static string Of(ulong seed, IReadOnlyCollection<GuidanceOptions> guidance, SamplingOptions sampling, params string[] more)
    {
        string[] parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}"),
            string.Join(", ", Settings(GuidanceSettings.All, guidance)),
            string.Join(", ", Settings(SamplingSettings.All, [sampling])),
            .. more,
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    /// <summary>What anything looks at, but for what is as it always is; the kind of guidance is in the titles.</summary>
    private static IEnumerable<string> Settings<TOptions>(SettingTable<TOptions> table, IReadOnlyCollection<TOptions> all)
        where TOptions : class, new() =>
        from setting in table
        where setting.Name != GuidanceSettings.Kind.Name && all.Any(setting.AppliesTo)
        let text = setting.TextOf(all.First(setting.AppliesTo))
        where !setting.IsFine || text != setting.TextOf(new TOptions())
        select $"{setting.Title} {text}";
}
