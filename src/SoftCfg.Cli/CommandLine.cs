using System.CommandLine;
using System.CommandLine.Help;
using SoftCfg.Cli.Benchmarking;
using SoftCfg.Cli.Completing;
using SoftCfg.Cli.Evaluating;
using SoftCfg.Cli.Generating;
using SoftCfg.Cli.Reconstruction;
using SoftCfg.Cli.Running;
using SoftCfg.Cli.Sampling;
using SoftCfg.Cli.Serving;
using SoftCfg.Cli.Sweeping;
using SoftCfg.Cli.Terminal;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>Parses the command line, runs the command it names and maps every outcome to an exit code.</summary>
internal static class CommandLine
{
    private const string Name = "softcfg";

    /// <summary>All commands by their names, as help lists them.</summary>
    internal static readonly (string Name, Func<Session, ToolCommand> Make)[] Commands =
    [
        ("sample", session => new SampleCommand(session)),
        ("generate", session => new GenerateCommand(session)),
        ("run", session => new RunCommand(session)),
        ("status", session => new StatusCommand(session)),
        ("verify", session => new VerifyCommand(session)),
        ("merge", session => new MergeCommand(session)),
        ("decode", session => new DecodeCommand(session)),
        ("reproduce", session => new ReproduceCommand(session)),
        ("reconstruct", session => new ReconstructCommand(session)),
        ("eval", session => new EvalCommand(session)),
        ("sweep", session => new SweepCommand(session)),
        ("serve", session => new ServeCommand(session)),
        ("presets", session => new PresetsCommand(session)),
        ("info", session => new InfoCommand(session)),
        ("plot", session => new PlotCommand(session)),
        ("inspect", session => new InspectCommand(session)),
        ("convert", session => new ConvertCommand(session)),
        ("bench", session => new BenchCommand(session)),
        ("completions", session => new CompletionsCommand(session)),
    ];

    /// <summary>Commands that compute with libtorch, whatever their options are.</summary>
    private static readonly string[] Computing =
        ["sample", "generate", "run", "decode", "reproduce", "reconstruct", "eval", "sweep", "bench", "convert", "serve"];

    /// <summary>Without files of further words: a prompt may begin with @.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly string[] Help = ["--help", "-h", "-?", "/h", "/?"];

    /// <summary>Whether a command line will need libtorch, as far as that shows before it is parsed.</summary>
    public static bool Computes(string[] args) =>
        args is [var command, .. var options] && (Computing.Contains(command) ? !options.Any(Help.Contains) : args is ["info"]);

    public static int Run(string[] args, Session session)
    {
        try
        {
            var root = Create(session, args.FirstOrDefault());
            if (TypedLine.Asked(args) is { } line)
            {
                foreach (var word in new Completion(root).Of(line))
                    session.Output.WriteLine(word);
                return ExitCodes.Success;
            }
            var parse = root.Parse(KnownWords.Translate(args), Parsing);
            Check(parse);
            return parse.Invoke(new InvocationConfiguration
            {
                Output = session.Output,
                Error = session.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        // The one place where everything that can go wrong becomes a line and an exit code.
        catch (Exception e)
        {
            return ErrorReporter.Report(e, session);
        }
    }

    /// <summary>No RootCommand: that takes its name from the program's file, which is not what people type.</summary>
    /// <param name="session">What commands talk to.</param>
    /// <param name="asked">The command that was asked for: making options takes longer than parsing them. Any other word makes all commands.</param>
    internal static ToolCommand Create(Session session, string? asked = null)
    {
        var help = new HelpWithExamples(session.Width);
        var root = new ToolCommand(Name,
            "Samples images from visual autoregressive models under SoftCFG guidance (arXiv 2510.00996). " +
            "Exit codes: 0 done, 1 failure, 2 bad input, 129 hung up, 130 interrupted, 141 standard output closed by its reader.",
            "softcfg sample", "softcfg sample --help", "softcfg info samples/softcfg/000003.png")
        {
            new HelpOption { Action = help },
            new VersionOption(),
        };
        var known = Commands.Where(command => command.Name == asked);
        foreach (var (_, make) in known.Any() ? known : Commands)
            root.Add(make(session));
        root.SetAction(help.Invoke);
        return root;
    }

    /// <summary>
    /// Refuses a wrong command line with the first thing that is wrong; the parser's own report is a page.
    /// </summary>
    private static void Check(ParseResult parse)
    {
        if (parse.Errors.Count == 0)
            return;
        if (parse.UnmatchedTokens.Count == 0)
            throw new UsageException(parse.Errors[0].Message);
        throw NotUnderstood(parse.UnmatchedTokens[0], parse.CommandResult.Command);
    }

    /// <summary>A word that a command has no use for, with the option or command that may have been meant.</summary>
    internal static UsageException NotUnderstood(string word, Command command)
    {
        var known = word.StartsWith('-')
            ? command.Options.Select(option => option.Name)
            : command.Subcommands.Select(subcommand => subcommand.Name);
        var full = command.Name == Name ? Name : $"{Name} {command.Name}";
        return new UsageException($"'{word}' is not understood{Suggestion.For(word, known)} See '{full} --help'.");
    }
}
