using SoftCfg.Cli;
using SoftCfg.Cli.Running;
using SoftCfg.Cli.Terminal;
using SoftCfg.Native;

Descriptor.Occupy();
var error = StandardStream.Error();
var isSupervised = Environment.GetEnvironmentVariable(Supervisor.Variable) is not null;
using var interruption = new Interruption(line => error.WriteLine($"softcfg: {line}"), Descriptor.Exit, Interruption.Grace, isSupervised);
var session = new Session(StandardStream.Output(), error, interruption.Token)
{
    Live = LiveTerminal.Find(error),
    Width = Console.IsOutputRedirected ? Session.WidthWithoutTerminal : LiveTerminal.ColumnsOr(Session.WidthWithoutTerminal),
};
// Everything is written: the destructors of libtorch would take a tenth of a second for nothing.
Descriptor.Exit(Run());

int Run()
{
    if (StandardStream.OutputRefusal() is { } refusal)
        return ErrorReporter.Report(refusal, session);
    if (isSupervised)
        ParentWatch.Start(interruption);
    else
        OutputWatch.Start(interruption);
    using var telemetry = TelemetryExport.Start();
    // Behind all that calls native functions for the first time: that has to wait while a library is loaded.
    if (CommandLine.Computes(args))
        TorchNativeLibrary.LoadAhead();
    var code = CommandLine.Run(args, session);
    if (code != ExitCodes.Interrupted)
        return code;
    if (interruption.Code == ExitCodes.OutputClosed)
        session.Note("standard output was closed by its reader.");
    return interruption.Code;
}
