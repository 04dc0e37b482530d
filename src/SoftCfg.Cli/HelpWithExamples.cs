using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SoftCfg.Cli;

/// <summary>Prints the help of a command, then its examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int WidthOfRedirectedHelp = 110;

    private readonly HelpAction help = new();

    public HelpWithExamples()
    {
        if (Console.IsOutputRedirected)
            help.MaxWidth = WidthOfRedirectedHelp;
    }

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
