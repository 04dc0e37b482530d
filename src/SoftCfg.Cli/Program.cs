using SoftCfg.Cli;
using Spectre.Console;

ThreadWaiting.Sleep();
using var interruption = new Interruption();
var error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
return CommandLine.Run(args, new Session(Console.Out, error, interruption.Token));
