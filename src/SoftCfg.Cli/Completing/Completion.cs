using System.CommandLine;

namespace SoftCfg.Cli.Completing;

/// <summary>
/// What a typed command line could go on with. The parser's own answer does not know backslashes and lists of values, and offers the
/// names that options have in published programs beside ours.
/// </summary>
/// <param name="root">The command of the tool.</param>
internal sealed class Completion(Command root)
{
    private static readonly string[] Files = ["PATH", "FILE", "FOLDER"];

    /// <summary>Whole words that may stand in place of the one at the cursor.</summary>
    public IReadOnlyList<string> Of(TypedLine line)
    {
        var command = root.Subcommands.FirstOrDefault(one => line.Words is [var first, ..] && one.Name == first) ?? root;
        var options = command.Options.Concat(root.Options.Where(option => option.Recursive)).Distinct().ToList();
        return WordsFor(line, command, options).Distinct(StringComparer.Ordinal).ToList();
    }

    private IEnumerable<string> WordsFor(TypedLine line, Command command, List<Option> options)
    {
        if (line.Current.StartsWith('-'))
        {
            var equals = line.Current.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                return OptionsFor(line, options);
            var name = line.Current[..equals];
            return Find(options, name) is { } given ? Values(given, line, line.Current[(equals + 1)..]).Select(value => $"{name}={value}") : [];
        }
        if (OptionAt(line, options) is { } option)
            return Values(option, line, line.Current);
        var words = command == root && line.Words.Count == 0
            ? root.Subcommands.Select(one => one.Name)
            : command.Arguments.SelectMany(argument => argument.CompletionSources).SelectMany(source => source(Context(line)))
                .Select(item => item.Label);
        return BeginningWith(words, line.Current);
    }

    /// <summary>Our names; those of published programs for whoever begins to type one.</summary>
    private static IEnumerable<string> OptionsFor(TypedLine line, List<Option> options)
    {
        var names = options.Where(option => !option.Hidden
            && (option.Arity.MaximumNumberOfValues > 1 || !line.Words.Contains(option.Name, StringComparer.Ordinal))).ToList();
        var own = BeginningWith(names.Select(option => option.Name), line.Current).ToList();
        return own.Count > 0 ? own : BeginningWith(names.SelectMany(option => option.Aliases), line.Current);
    }

    /// <summary>The option whose value is typed; null where none is.</summary>
    private static Option? OptionAt(TypedLine line, List<Option> options)
    {
        var behind = line.Words.Reverse().TakeWhile(word => !word.StartsWith('-')).Count();
        var option = Find(options, line.Words.ElementAtOrDefault(line.Words.Count - 1 - behind));
        return option is null || option.ValueType == typeof(bool) ? null
            : behind == 0 || option.AllowMultipleArgumentsPerToken ? option
            : null;
    }

    private IEnumerable<string> Values(Option option, TypedLine line, string typed)
    {
        var takesFiles = Files.Any(word => option.HelpName?.Contains(word, StringComparison.Ordinal) == true);
        // The shell's names of files are what most people want there.
        if (takesFiles && typed.Length == 0)
            return [];
        var values = option.CompletionSources.SelectMany(source => source(Context(line))).Select(item => item.Label);
        // Of a list the last value is typed; those before it are there already.
        var isList = option.HelpName?.Split('|')[0] == OptionFactory.ListName;
        var before = isList ? typed[..(typed.LastIndexOf(',') + 1)] : "";
        var given = before.Split(',');
        return BeginningWith(values.Except(given, StringComparer.Ordinal), typed[before.Length..]).Select(value => before + value)
            .Where(value => !takesFiles || value != typed);
    }

    private System.CommandLine.Completions.CompletionContext Context(TypedLine line) => root.Parse(line.Words).GetCompletionContext();

    private static Option? Find(List<Option> options, string? name) =>
        options.Find(option => option.Name == name || option.Aliases.Contains(name ?? ""));

    private static IEnumerable<string> BeginningWith(IEnumerable<string> words, string typed) =>
        words.Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
}
