using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.Cli.Running;

/// <summary>A worker that runs as a process of its own, with the same command line as this one.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private WorkerProcess(int place, Process process)
    {
        (Place, this.process) = (place, process);
        // Nothing is said there; but a full pipe would stop it.
        _ = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Which of the workers of this machine it is, from 0.</summary>
    public int Place { get; }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>How it ended; null while it runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>The last line that it said, without the name of the program.</summary>
    public string LastWords => error.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?
        .Replace("softcfg: ", "", StringComparison.Ordinal) ?? "it said nothing.";

    /// <summary>Starts one.</summary>
    /// <param name="place">Which of the workers of this machine it is.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="rank">The rank of this machine among others, which has as many.</param>
    public static WorkerProcess Start(int place, int count, WorkerRank rank)
    {
        var command = Environment.GetCommandLineArgs();
        var program = Environment.ProcessPath!;
        // As a tool it has a program of its own; from the build it runs under 'dotnet'.
        var isHosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(program, isHosted ? [Path.GetFullPath(command[0]), .. command[1..]] : command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Supervisor.Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment[WorkerRank.Variable] = Text(rank.Rank * count + place);
        start.Environment[WorkerRank.SizeVariable] = Text(rank.WorldSize * count);
        start.Environment[WorkerRank.LocalVariable] = Text(place);
        start.Environment[WorkerRank.LocalSizeVariable] = Text(count);
        return new WorkerProcess(place, Process.Start(start)!);
    }

    /// <summary>Asks it to stop in order: it reads its standard input for nothing else than this end.</summary>
    public void Stop()
    {
        try
        {
            process.StandardInput.Close();
        }
        // It has ended by itself.
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
        }
    }

    /// <summary>Waits for its end, and ends it by force when that takes too long.</summary>
    public void WaitOrKill(TimeSpan patience)
    {
        if (process.WaitForExit(patience))
            return;
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose() => process.Dispose();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
