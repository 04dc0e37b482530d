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
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
                output.WriteLine($"  {example}");
        }
        return code;
    }
}
