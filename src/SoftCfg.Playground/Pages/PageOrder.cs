using System.Globalization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;
using SoftCfg.Sessions;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Playground.Pages;

/// <summary>Turns what the page asks for into requests of an engine, and says of each field what is wrong with it.</summary>
/// <param name="asked">What the page asks for.</param>
/// <param name="generator">The model.</param>
/// <param name="mostPixels">Pixels of an image, at most, where the page says its size.</param>
internal sealed class PageOrder(PageRequest asked, ISessionGenerator generator, long mostPixels)
{
    /// <summary>Settings that the page compares, and seeds of a sheet, at most.</summary>
    public const int MostSettings = 3, MostSeeds = 32;

    private const int Candidates = 8;

    private readonly Dictionary<string, string[]> errors = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by field; none where nothing is.</summary>
    public IDictionary<string, string[]> Errors => errors;

    /// <summary>An image for each setting, from the same random numbers, watched step by step.</summary>
    /// <returns>The requests; to be used only where there are no <see cref="Errors"/>.</returns>
    public IReadOnlyList<ImageRequest> Comparison()
    {
        Counted("settings", asked.Settings.Count, MostSettings);
        var common = Common() with { Trace = true, Candidates = Candidates };
        return asked.Settings.Take(MostSettings).Select((values, at) => common with { Guidance = GuidanceOf(values, at) }).ToList();
    }

    /// <summary>An image for each seed, under the first setting.</summary>
    /// <returns>The requests; to be used only where there are no <see cref="Errors"/>.</returns>
    public IReadOnlyList<ImageRequest> Sheet()
    {
        Counted("count", asked.Count, MostSeeds);
        Counted("settings", asked.Settings.Count, 1);
        if (errors.Count > 0)
            return [];
        var common = Common() with { Guidance = GuidanceOf(asked.Settings[0], 0) };
        return Enumerable.Range(0, asked.Count).Select(at => common with { Seed = unchecked(common.Seed + (ulong)at) }).ToList();
    }

    private ImageRequest Common()
    {
        var request = new ImageRequest { Seed = Seed(), Sampling = SamplingOf(), Given = asked.Given };
        return generator.ClassCount > 0 ? request with { ClassLabel = Label() } : request with { Prompt = PromptOf() };
    }

    private ulong Seed()
    {
        if (ulong.TryParse(asked.Seed, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return seed;
        Wrong("seed", $"The seed is a whole number from 0 to {ulong.MaxValue}.");
        return 0;
    }

    private int Label()
    {
        if (asked.ClassLabel is { } label && label >= 0 && label < generator.ClassCount)
            return label;
        Wrong("class", $"Choose a class from 0 to {generator.ClassCount - 1}.");
        return 0;
    }

    private ImagePrompt? PromptOf()
    {
        if (string.IsNullOrWhiteSpace(asked.Prompt))
            Wrong("prompt", "The prompt is empty. Say what the image shall show.");
        if (!Side("width", asked.Width) | !Side("height", asked.Height))
            return null;
        if ((long)asked.Width * asked.Height > mostPixels)
            Wrong("width", $"{asked.Width} x {asked.Height} are more than the {mostPixels} pixels that images have here. Make it smaller.");
        return new ImagePrompt(asked.Prompt ?? "", asked.Width, asked.Height);
    }

    private bool Side(string field, int pixels)
    {
        if (pixels > 0 && pixels % ImageGrid.GridPixels == 0)
            return true;
        Wrong(field, $"The {field} is {pixels} pixels; it must be a positive multiple of {ImageGrid.GridPixels}.");
        return false;
    }

    private GuidanceOptions GuidanceOf(IReadOnlyDictionary<string, string> values, int at) =>
        Set(generator.DefaultGuidance, GuidanceSettings.All, values, $"settings[{at}]");

    private SamplingOptions SamplingOf() => Set(generator.DefaultSampling, SamplingSettings.All, asked.Sampling, "sampling");

    private TOptions Set<TOptions>(TOptions options, SettingTable<TOptions> table, IReadOnlyDictionary<string, string>? values, string field)
        where TOptions : class, new()
    {
        if (values is null)
        {
            Wrong(field, $"{field} must be an object with a text for each setting.");
            return options;
        }
        foreach (var key in values.Keys.Where(key => table.All(setting => setting.Key != key)))
            Wrong(field, $"There is no such setting{Suggestion.For(Shortened(key), table.Select(setting => setting.Key))}");
        foreach (var setting in table)
        {
            if (!values.TryGetValue(setting.Key, out var text) || text is null)
                continue;
            if (setting.Accepts(text))
                options = setting.Set(options, text);
            // What nothing looks at is greyed out on the page: no reason to refuse an image.
            else if (setting.AppliesTo(options))
                Wrong($"{field}.{setting.Key}", $"{char.ToUpperInvariant(setting.Title[0])}{setting.Title[1..]} must be {setting.Expected}.");
        }
        return options;
    }

    private void Counted(string field, int count, int most)
    {
        if (count < 1 || count > most)
            Wrong(field, $"{field} asks for {count}; it must be from 1 to {most}.");
    }

    private void Wrong(string field, string message) => errors.TryAdd(field, [message]);

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}
