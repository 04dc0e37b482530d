using SoftCfg.Cli;
using SoftCfg.Cli.Terminal;

Descriptor.Occupy();
var error = StandardStream.Error();
using var interruption = new Interruption(line => error.WriteLine($"softcfg: {line}"), Environment.Exit, Interruption.Grace);
var session = new Session(StandardStream.Output(), error, interruption.Token)
{
    Bar = ErrorTerminal.Find(error),
    Width = Console.IsOutputRedirected ? Session.WidthWithoutTerminal : ErrorTerminal.ColumnsOr(Session.WidthWithoutTerminal),
};
if (StandardStream.OutputRefusal() is { } refusal)
    return ErrorReporter.Report(refusal, session);
OutputWatch.Start(session, interruption);
var code = CommandLine.Run(args, session);
return code == ExitCodes.Interrupted ? interruption.Code : code;
