using Spectre.Console;

namespace SoftCfg.Cli;

/// <summary>
/// What a command talks to. Results go to standard output; progress, notes and errors to standard error.
/// </summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, and whether it is a terminal.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C and by SIGTERM.</param>
internal sealed record Session(TextWriter Output, IAnsiConsole Error, CancellationToken Cancellation)
{
    /// <summary>
    /// Writes one line to standard error as it is: Spectre would wrap it at the width it takes a pipe for.
    /// </summary>
    public void Note(string line) => Error.Profile.Out.Writer.WriteLine($"softcfg: {line}");
}
