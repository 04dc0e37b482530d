using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg verify FOLDER</c>: compares every file of a run with its record.</summary>
internal sealed class VerifyCommand : ToolCommand
{
    private const int MostShown = 20;

    private readonly Argument<string> folder = new("FOLDER") { Description = "The folder of a run, finished or not." };

    private readonly Option<bool> repair = new("--repair")
    {
        Description = "Takes away the records of chunks with damaged files: the same 'softcfg run' then makes them anew.",
    };

    private readonly Option<bool> json = new("--json") { Description = "Prints what was found as JSON, and nothing else, to standard output." };

    public VerifyCommand(Session session) : base("verify",
        "Reads every file of a run and compares it with the checksum in its record. The exit code is 0 if all are as they were written, " +
        "and 1 if one is not.",
        "softcfg verify run", "softcfg verify run --repair && softcfg run --count 50000 --output run")
    {
        Arguments.Add(folder);
        Options.Add(repair);
        Options.Add(json);
        SetAction(parse => Run(parse, session));
    }

    private int Run(ParseResult parse, Session session)
    {
        var run = RunFolder.Open(parse.GetRequiredValue(folder));
        RunVerification? found = null;
        new ProgressView(session).Run("reading", progress => found = run.Verify(
            new Relay<(long Done, long Total)>(p => progress.Report(new($"{p.Done} of {p.Total} chunks", (double)p.Done / p.Total))),
            session.Cancellation));
        var forgotten = parse.GetValue(repair) ? run.Forget(found!) : 0;
        if (parse.GetValue(json))
            JsonOutput.Write(session.Output, new { found!.Chunks, found.Finished, found.Files, found.IsComplete, found.Damaged, Forgotten = forgotten });
        else
            Print(found!, forgotten, session);
        return found!.Damaged.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Print(RunVerification found, int forgotten, Session session)
    {
        session.Output.WriteLine($"{found.Finished} of {found.Chunks} chunks are finished; {found.Files} files were read, {found.Damaged.Count} are damaged");
        foreach (var file in found.Damaged.Take(MostShown))
            session.Output.WriteLine($"damaged {file.Name}: {file.Problem}");
        if (found.Damaged.Count > MostShown)
            session.Output.WriteLine($"damaged {found.Damaged.Count - MostShown} more; --json lists all");
        if (forgotten > 0)
            session.Output.WriteLine($"{forgotten} chunks are to be made anew: run the same command again");
        else if (found.Damaged.Count > 0)
            session.Note("--repair has the same run make them anew.");
    }
}
