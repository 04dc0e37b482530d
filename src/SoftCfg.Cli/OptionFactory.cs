using System.CommandLine;
using System.Globalization;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>Options that answer a wrong value in one line naming the option, the value and what it may be.</summary>
internal static class OptionFactory
{
    /// <summary>What stands for several values, separated by commas, in help.</summary>
    public const string ListName = "LIST";

    private const string ListOf = "a list of values, separated by commas, each at most once and each";

    /// <summary>A number from a range; null when not given.</summary>
    public static Option<double?> Number(string name, string help, double least,
        double most = double.PositiveInfinity) =>
        Create(name, "NUMBER", help, text => FindNumber(text, least, most), $"a number {Range(least, most)}");

    /// <summary>A whole number from a range; null when not given.</summary>
    public static Option<int?> WholeNumber(string name, string help, int least, int most = int.MaxValue) =>
        Create<int?>(name, "N", help, text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most ? value : null,
            $"a whole number {Range(least, most == int.MaxValue ? double.PositiveInfinity : most)}");

    /// <summary>A seed; null when not given.</summary>
    public static Option<ulong?> Seed(string name, string help) =>
        Create<ulong?>(name, "N", help, text =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            $"a whole number from 0 to {ulong.MaxValue}");

    /// <summary>One of a few words; null when not given.</summary>
    public static Option<T?> Choice<T>(string name, string help, params (string Word, T Value)[] choices)
        where T : struct =>
        Create(name, string.Join('|', choices.Select(c => c.Word)), help, text => Find(text, choices), OneOf(choices));

    /// <summary>Whole numbers from a range, separated by commas; null when not given.</summary>
    public static Option<int[]?> WholeNumbers(string name, string help, int least, int most) =>
        Create(name, ListName, help, text => FindList(text, part =>
            int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most ? value : (int?)null),
            $"{ListOf} a whole number {Range(least, most)}");

    /// <summary>Some of a few words, separated by commas; null when not given.</summary>
    public static Option<T[]?> Choices<T>(string name, string help, params (string Word, T Value)[] choices) where T : struct =>
        Create(name, ListName, $"{help} Any of {OneOf(choices)}, separated by commas.", text => FindList(text, part => Find(part, choices)),
            $"{ListOf} {OneOf(choices)}", choices.Select(choice => choice.Word));

    /// <summary>Names, separated by commas; null when not given.</summary>
    public static Option<string[]?> Names(string name, string valueName, string help) =>
        // The name of a file may hold a comma.
        Create(name, valueName, help, text => Path.Exists(text) ? [text] : text.Split(',', StringSplitOptions.TrimEntries) is var names &&
            names.All(part => part.Length > 0 && !part.Contains('\0', StringComparison.Ordinal)) &&
            names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : null,
            $"{ListOf} a name or a path");

    /// <summary>The values of a setting, as text that the setting accepts.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="lists">Whether several values may stand there, separated by commas, each at most once.</param>
    /// <param name="help">What the option does; by default what the setting does.</param>
    /// <param name="name">The option's name; by default the setting's.</param>
    public static Option<string[]?> OfSetting<TOptions>(Setting<TOptions> setting, bool lists, string? help = null, string? name = null)
        where TOptions : class, new()
    {
        var list = lists ? " Several values, separated by commas, are tried one after another." : "";
        var option = Create<string[]?>(name ?? setting.Option, lists ? ListName : setting.Placeholder,
            help ?? $"{setting.Summary} {char.ToUpperInvariant(setting.Expected[0])}{setting.Expected[1..]}.{list} Default: the model's.",
            text =>
            {
                var values = lists ? text.Split(',', StringSplitOptions.TrimEntries) : [text];
                // By what they mean: 1 and 1.0 are one value.
                var distinct = values.Where(setting.Accepts).Select(value => setting.TextOf(setting.Set(new TOptions(), value)))
                    .Distinct(StringComparer.Ordinal);
                return distinct.Count() == values.Length ? values : null;
            }, lists ? $"{ListOf} {setting.Expected}" : setting.Expected, WordsOf(setting.Placeholder));
        foreach (var upstream in name is null ? setting.Upstream : [])
            option.Aliases.Add($"--{upstream}");
        return option;
    }

    /// <summary>Any text; null when not given.</summary>
    public static Option<string?> AnyText(string name, string valueName, string help) =>
        Create(name, valueName, help, text => text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? null : text,
            "a text that is not empty and holds no NUL character");

    /// <summary>The values of a list; null where one is none, or is there twice.</summary>
    private static T[]? FindList<T>(string text, Func<string, T?> find) where T : struct
    {
        var values = text.Split(',', StringSplitOptions.TrimEntries).Select(find).ToList();
        return values.All(value => value is not null) && values.Distinct().Count() == values.Count
            ? values.Select(value => value!.Value).ToArray()
            : null;
    }

    private static T? Find<T>(string text, (string Word, T Value)[] choices) where T : struct =>
        choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase))
            .Select(choice => (T?)choice.Value).FirstOrDefault();

    private static double? FindNumber(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= least && value <= most ? value : null;

    private static string OneOf<T>((string Word, T Value)[] choices) =>
        $"{string.Join(", ", choices[..^1].Select(c => c.Word))} or {choices[^1].Word}";

    private static Option<T?> Create<T>(string name, string valueName, string help, Func<string, T?> parse, string expected,
        IEnumerable<string>? words = null)
    {
        var option = new Option<T?>(name)
        {
            Description = help,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var value = parse(text);
                if (value is null)
                    result.AddError($"{name} is '{text}'; it must be {expected}.");
                return value;
            },
        };
        // The parser's own are the names of members in our code.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words ?? WordsOf(valueName)]);
        return option;
    }

    /// <summary>The words among what help says that a value is: of <c>cpu|cuda[:N]</c> these are cpu and cuda.</summary>
    private static IEnumerable<string> WordsOf(string valueName) => valueName.Split('|')
        .Select(part => string.Concat(part.TakeWhile(letter => letter != '[' && !char.IsUpper(letter)))).Where(word => word.Length > 0);

    private static string Range(double least, double most) => double.IsPositiveInfinity(most)
        ? string.Create(CultureInfo.InvariantCulture, $"of at least {least}")
        : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
}
