using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading.Configuration;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>
/// The words of published commands, put as this tool has them. Documents write <c>config=F</c>, <c>--config=F</c> and
/// <c>--config F</c>, <c>key=value</c>, <c>--key=value</c> and <c>--key value</c>; a switch may stand without a value.
/// </summary>
internal static class KnownWords
{
    private const string File = "config";

    /// <summary>The command whose words are prompts.</summary>
    private const string Prompted = "generate";

    /// <summary>The command whose images may be of prompts, and the option that says so.</summary>
    private const string MayBePrompted = "run", PromptFile = "--prompts";

    /// <summary>Commands that sample.</summary>
    private static readonly string[] Commands = ["sample", "run", "sweep", Prompted];

    /// <summary>What only the commands of Lumina-mGPT 2.0 have.</summary>
    private static readonly string[] Lumina = ["--model_path", "--save_path", "--task", "--cfg", "--speculative_jacobi"];

    /// <summary>Their options with a value, and ours.</summary>
    private static readonly Dictionary<string, string> LuminaOptions = new(StringComparer.Ordinal)
    {
        ["--model_path"] = "--model",
        ["--save_path"] = "--output",
        ["--cfg"] = "--scale",
        ["--top_k"] = "--top-k",
    };

    /// <summary>Their switches, and what we call them switched on.</summary>
    private static readonly Dictionary<string, string[]> LuminaSwitches = new(StringComparer.Ordinal)
    {
        ["--speculative_jacobi"] = ["--jacobi"],
        ["--quant"] = ["--weights", "int4"],
    };

    private static readonly SettingValues<bool> OnOff = GuidanceSettings.StepNormalization.Values;

    private static readonly IReadOnlyList<Switch> Switches =
        [.. SwitchesOf(GuidanceSettings.All), .. SwitchesOf(SamplingSettings.All)];

    /// <summary>Puts a command line as the parser knows it.</summary>
    /// <param name="words">What was typed.</param>
    /// <returns>The same for any other command.</returns>
    public static IReadOnlyList<string> Translate(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || !Commands.Contains(words[0]))
            return words;
        var isPrompted = words[0] == Prompted || (words[0] == MayBePrompted && words.Any(IsPromptFile));
        if (!isPrompted && words.FirstOrDefault(word => Lumina.Contains(word)) is { } foreign)
        {
            throw new UsageException($"'{foreign}' belongs to the commands of Lumina-mGPT 2.0, whose images have prompts. " +
                $"See 'softcfg {Prompted} --help'.");
        }
        var translated = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var next = i + 1 < words.Count ? words[i + 1] : null;
            // Behind it, whatever it looks like is a prompt.
            if (isPrompted && words[i] == "--")
                return [.. translated, .. words.Skip(i)];
            var (put, usesNext) = isPrompted ? TranslatePrompted(words[i], next) : Translate(words[i], next);
            translated.AddRange(put);
            i += usesNext ? 1 : 0;
        }
        return translated;
    }

    private static bool IsPromptFile(string word) => word == PromptFile || word.StartsWith(PromptFile + '=', StringComparison.Ordinal);

    private static (string[] Put, bool UsesNext) Translate(string word, string? next)
    {
        // A line of a document that goes on behind '\ # remark' gives a word of one space.
        if (string.IsNullOrWhiteSpace(word))
            return ([], false);
        if (!word.StartsWith("--", StringComparison.Ordinal))
            return ([word], false);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        if (Switches.FirstOrDefault(one => one.Name == name) is { } known)
            return TranslateSwitch(known, value, next);
        var key = name[2..];
        var isKey = key == File || (key.Contains('.', StringComparison.Ordinal) && UpstreamConfig.IsArgument($"{key}=0"));
        if (!isKey)
            return ([word], false);
        if (value is not null)
            return ([$"{key}={value}"], false);
        return next is null || next.StartsWith("--", StringComparison.Ordinal)
            ? throw new UsageException($"'{word}' needs a value, such as {word}=VALUE.")
            : ([$"{key}={next}"], true);
    }

    /// <summary>Words of a command that has no configurations, and whose words are prompts: a switch takes only what is on or off.</summary>
    private static (string[] Put, bool UsesNext) TranslatePrompted(string word, string? next)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal))
            return ([word], false);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        var nextSwitch = next is null ? null : OnOff.Parse(next);
        if (Switches.FirstOrDefault(one => one.Name == name) is { } known)
            return TranslateSwitch(known, value ?? (nextSwitch is null ? known.Values.TextOf(true) : null), next);
        if (LuminaOptions.TryGetValue(name, out var ours))
            return (value is null ? [ours] : [ours, value], false);
        if (!LuminaSwitches.TryGetValue(name, out var on))
            return ([word], false);
        var isOn = value is null ? nextSwitch : OnOff.Parse(value) ?? throw new UsageException($"{name} is '{value}'; it must be on or off.");
        return (isOn == false ? [] : on, value is null && nextSwitch is not null);
    }

    private static (string[] Put, bool UsesNext) TranslateSwitch(Switch known, string? value, string? next)
    {
        var usesNext = value is null && next is not null
            && !next.StartsWith("--", StringComparison.Ordinal) && !UpstreamConfig.IsArgument(next);
        var text = value ?? (usesNext ? next! : known.Values.TextOf(true));
        return known.IsOpposite && known.Values.Parse(text) is { } on
            ? ([known.Option, known.Values.TextOf(!on)], usesNext)
            : ([known.Option, text], usesNext);
    }

    private static IEnumerable<Switch> SwitchesOf<TOptions>(SettingTable<TOptions> table) where TOptions : class, new()
    {
        foreach (var setting in table.OfType<Setting<TOptions, bool>>())
        {
            foreach (var name in setting.Upstream.Select(name => $"--{name}").Prepend(setting.Option))
                yield return new(name, setting.Option, setting.Values, IsOpposite: false);
            if (setting.UpstreamOpposite is { } opposite)
                yield return new($"--{opposite}", setting.Option, setting.Values, IsOpposite: true);
        }
    }

    private sealed record Switch(string Name, string Option, SettingValues<bool> Values, bool IsOpposite);
}
