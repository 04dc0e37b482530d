using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg merge FOLDER</c>: all images of a run in one array.</summary>
internal sealed class MergeCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER") { Description = "The folder of a run that is finished." };

    private readonly Option<string?> output = AnyText("--output", "FILE.npz", "The file to write. Default: FOLDER.npz.");

    private readonly Option<bool> labels = new("--labels") { Description = "Also writes the class labels, as arr_1, int64 [N]." };

    private readonly Option<bool> json = new("--json") { Description = "Prints the summary as JSON, and nothing else, to standard output." };

    public MergeCommand(Session session) : base("merge",
        "Writes all images of a finished run as one uint8 array [N, H, W, 3], arr_0 of an .npz file, after comparing each with its record. " +
        "The same run gives the same bytes; memory does not grow with the run.",
        "softcfg merge run", "softcfg merge run --labels --output rar-xl.npz")
    {
        Arguments.Add(folder);
        Options.Add(output);
        Options.Add(labels);
        Options.Add(json);
        SetAction(parse =>
        {
            Run(parse, session);
            return ExitCodes.Success;
        });
    }

    private void Run(ParseResult parse, Session session)
    {
        var run = RunFolder.Open(parse.GetRequiredValue(folder));
        var path = parse.GetValue(output) ?? RunSettings.NpzOf(run.Path);
        long images = 0;
        new ProgressView(session).Run($"writing {path}", progress => images = run.Merge(path, parse.GetValue(labels),
            new Relay<(long Done, long Total)>(p => progress.Report(new($"{p.Done} of {p.Total} images", (double)p.Done / p.Total))),
            session.Cancellation));
        if (parse.GetValue(json))
            JsonOutput.Write(session.Output, new { Npz = path, Images = images, Labels = parse.GetValue(labels) });
        else
            session.Output.WriteLine($"{images} images in {path}");
    }
}
