using System.CommandLine;
using System.Globalization;

namespace SoftCfg.Cli;

/// <summary>Options that answer a wrong value in one line naming the option, the value and what it may be.</summary>
internal static class OptionFactory
{
    /// <summary>A number from a range; null when not given.</summary>
    public static Option<double?> Number(string name, string help, double least,
        double most = double.PositiveInfinity) =>
        Create(name, "NUMBER", help, text => FindNumber(text, least, most), $"a number {Range(least, most)}");

    /// <summary>Several numbers from a range, separated by commas, each at most once; null when not given.</summary>
    public static Option<double[]?> Numbers(string name, string help, double least,
        double most = double.PositiveInfinity) =>
        Create<double[]?>(name, "LIST", help, text =>
        {
            var found = text.Split(',', StringSplitOptions.TrimEntries).Select(word => FindNumber(word, least, most)).ToList();
            var isList = !found.Contains(null) && found.Distinct().Count() == found.Count;
            return isList ? found.Select(value => value!.Value).ToArray() : null;
        }, $"a list of numbers {Range(least, most)}, separated by commas, each at most once");

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

    /// <summary>Several of a few words, separated by commas, each at most once; empty when not given.</summary>
    public static Option<T[]?> Choices<T>(string name, string help, params (string Word, T Value)[] choices)
        where T : struct =>
        Create(name, "LIST", help, text =>
        {
            var found = text.Split(',', StringSplitOptions.TrimEntries).Select(word => Find(word, choices)).ToList();
            var isList = !found.Contains(null) && found.Distinct().Count() == found.Count;
            return isList ? found.Select(value => value!.Value).ToArray() : null;
        }, $"a list of {string.Join(", ", choices.Select(c => c.Word))}, separated by commas, each at most once");

    /// <summary>Any text; null when not given.</summary>
    public static Option<string?> Text(string name, string valueName, string help) =>
        Create(name, valueName, help, text => text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? null : text,
            "a text that is not empty and holds no NUL character");

    private static T? Find<T>(string text, (string Word, T Value)[] choices) where T : struct =>
        choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase))
            .Select(choice => (T?)choice.Value).FirstOrDefault();

    private static double? FindNumber(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= least && value <= most ? value : null;

    private static string OneOf<T>((string Word, T Value)[] choices) =>
        $"{string.Join(", ", choices[..^1].Select(c => c.Word))} or {choices[^1].Word}";

    private static Option<T?> Create<T>(string name, string valueName, string help, Func<string, T?> parse,
        string expected) =>
        new(name)
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

    private static string Range(double least, double most) => double.IsPositiveInfinity(most)
        ? string.Create(CultureInfo.InvariantCulture, $"of at least {least}")
        : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
}
