using System.Globalization;
using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Options;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>What the records of images of classes and of prompts have in common.</summary>
internal static class ProvenanceText
{
    /// <summary>Facts as keywords and values of a PNG file, the library's version in front.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Written(IEnumerable<(string Keyword, string Value)> facts) =>
    [
        new("Software", $"SoftCfg {RunProvenance.LibraryVersion}"),
        .. facts.Select(fact => KeyValuePair.Create(RunProvenance.Prefix + fact.Keyword, fact.Value)),
    ];

    /// <summary>How images were guided.</summary>
    public static IEnumerable<(string Keyword, string Value)> Of(GuidanceOptions guidance) =>
        // Its name is all there is to say of guidance of one's own.
        guidance.Own is { } own ? [("guidance", own.Name)] : Facts("guidance", GuidanceSettings.All, guidance);

    /// <summary>How tokens were drawn.</summary>
    public static IEnumerable<(string Keyword, string Value)> Of(SamplingOptions sampling) =>
        Facts("sampling", SamplingSettings.All, sampling);

    /// <summary>What computed.</summary>
    public static IEnumerable<(string Keyword, string Value)> Of(ScalarType dtype, WeightFormat? weights, string device) =>
    [
        ("dtype", dtype.ToString().ToLowerInvariant()),
        .. weights is { } format ? [("weights", WeightFormats.NameOf(format))] : Array.Empty<(string, string)>(),
        ("device", device),
    ];

    /// <summary>A number, in every culture the same.</summary>
    public static string Of(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>Every setting that something looks at. The kind of guidance is the guidance itself.</summary>
    private static IEnumerable<(string Keyword, string Value)> Facts<TOptions>(string subject, SettingTable<TOptions> table,
        TOptions options) where TOptions : class, new() =>
        from setting in table
        where setting.AppliesTo(options)
        let name = JsonNamingPolicy.KebabCaseLower.ConvertName(setting.Name)
        select (setting.Name == GuidanceSettings.Kind.Name ? subject : $"{subject}.{name}", setting.TextOf(options));
}
