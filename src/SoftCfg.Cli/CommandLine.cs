using System.CommandLine;
using System.CommandLine.Help;
using SoftCfg.Cli.Sampling;

namespace SoftCfg.Cli;

/// <summary>Parses the command line, runs the command it names and maps every outcome to an exit code.</summary>
internal static class CommandLine
{
    private const int WidthOfRedirectedHelp = 110;

    public static int Run(string[] args, Session session)
    {
        try
        {
            var parse = Create(session).Parse(args);
            Check(parse);
            return parse.Invoke(new InvocationConfiguration
            {
                Output = session.Output,
                Error = session.Error.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
            });
        }
        // The one place where everything that can go wrong becomes a line and an exit code.
        catch (Exception e)
        {
            return ErrorReporter.Report(e, session);
        }
    }

    private static RootCommand Create(Session session)
    {
        var root = new RootCommand(
            "Samples images from visual autoregressive models under SoftCFG guidance (arXiv 2510.00996).")
        {
            new SampleCommand(session),
            new InfoCommand(session),
            new InspectCommand(session),
            new ConvertCommand(session),
        };
        var help = (HelpAction)root.Options.OfType<HelpOption>().Single().Action!;
        if (Console.IsOutputRedirected)
            help.MaxWidth = WidthOfRedirectedHelp;
        root.SetAction(help.Invoke);
        return root;
    }

    /// <summary>Refuses a wrong command line with the first thing that is wrong; the parser's own report is a page.</summary>
    private static void Check(ParseResult parse)
    {
        if (parse.Errors.Count == 0)
            return;
        var command = parse.CommandResult.Command;
        if (parse.UnmatchedTokens.Count == 0)
            throw new UsageException(parse.Errors[0].Message);
        var unknown = parse.UnmatchedTokens[0];
        var known = unknown.StartsWith('-')
            ? command.Options.Select(o => o.Name).ToList()
            : command.Subcommands.Select(c => c.Name).ToList();
        var help = command is RootCommand ? "softcfg --help" : $"softcfg {command.Name} --help";
        throw new UsageException($"'{unknown}' is not understood{Suggestion.For(unknown, known)} See '{help}'.");
    }
}
