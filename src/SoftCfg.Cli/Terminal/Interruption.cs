using System.Runtime.InteropServices;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// Turns the first Ctrl-C, SIGTERM or SIGHUP into a cancellation, so that work stops in order. Work that does not stop within
/// <see cref="Grace"/>, and a second signal, end the process by force; files that are being written are removed then, too.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Longer than a step of a large model takes, shorter than the patience of whoever sent the signal.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action<string> note;
    private readonly Action<int> exit;
    private readonly TimeSpan grace;
    private readonly Timer force;
    private int code;

    /// <summary>Begins to listen.</summary>
    /// <param name="note">Told what people should know.</param>
    /// <param name="exit">Ends the process with an exit code.</param>
    /// <param name="grace">How long work may take to stop.</param>
    /// <param name="isSupervised">
    /// Whether a supervisor says when to stop: Ctrl-C in a terminal reaches all processes at once, and is the supervisor's to hear.
    /// </param>
    public Interruption(Action<string> note, Action<int> exit, TimeSpan grace, bool isSupervised = false)
    {
        (this.note, this.exit, this.grace) = (note, exit, grace);
        force = new Timer(_ => Force($"the work did not stop within {grace.TotalSeconds:0} s; ended by force."));
        registrations = [
            isSupervised ? PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true)
                : Register(PosixSignal.SIGINT, ExitCodes.Interrupted),
            Register(PosixSignal.SIGTERM, ExitCodes.Interrupted),
            Register(PosixSignal.SIGHUP, ExitCodes.HungUp),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What interrupted, as an exit code; 0 if nothing did.</summary>
    public int Code => code;

    /// <summary>Stops the work, as a signal does; the second time by force.</summary>
    /// <param name="exitCode">Why, as an exit code.</param>
    public void Stop(int exitCode)
    {
        if (Interlocked.CompareExchange(ref code, exitCode, 0) != 0)
        {
            Force("ended by force.");
            return;
        }
        force.Change(grace, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        force.Dispose();
        source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int exitCode) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Stop(exitCode);
    });

    private void Force(string line)
    {
        note(line);
        exit(code);
    }
}
