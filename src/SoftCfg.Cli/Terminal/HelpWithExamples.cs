using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SoftCfg.Cli.Terminal;

/// <summary>Prints the help of a command, then its examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    // Below, the columns of options and their texts have no room beside each other, and the parser's layout never ends.
    private const int LeastWidth = 40;

    private readonly HelpAction help = new();

    /// <param name="width">Columns of the terminal; a narrower one wraps lines itself.</param>
    public HelpWithExamples(int width) => help.MaxWidth = Math.Max(width, LeastWidth);

    /// <summary>Who asks for help need not get the rest of the command line right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(WithOwnNamesFirst(text.ToString(), parseResult.CommandResult.Command.Options));
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
                output.WriteLine($"  {example}");
        }
        return code;
    }

    /// <summary>The parser's help sorts the names of an option, so that those of other programs stand before ours.</summary>
    private static string WithOwnNamesFirst(string text, IEnumerable<Option> options)
    {
        foreach (var option in options.Where(option => option.Aliases.All(alias => alias.StartsWith("--", StringComparison.Ordinal))))
        {
            var sorted = option.Aliases.Append(option.Name).Order(StringComparer.OrdinalIgnoreCase);
            text = text.Replace($"  {string.Join(", ", sorted)} ", $"  {string.Join(", ", option.Aliases.Prepend(option.Name))} ",
                StringComparison.Ordinal);
        }
        return text;
    }
}
