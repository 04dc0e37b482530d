using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Traces;

namespace SoftCfg.Cli;

/// <summary><c>softcfg plot TRACE.jsonl</c>: pictures of what guidance did.</summary>
internal sealed class PlotCommand : ToolCommand
{
    private readonly Session session;
    private readonly Argument<string> trace = new("TRACE.jsonl")
    {
        Description = "A trace that 'softcfg sample --trace' or 'softcfg generate --trace' wrote.",
    };

    private readonly Option<string?> output = OptionFactory.AnyText("--output", "FOLDER",
        "Where the pictures go; it is created, and pictures of the same names in it are replaced. Default: plots.");

    public PlotCommand(Session session) : base("plot",
        "Draws what guidance did, step by step: the divergence of the branches, how hard guidance pushes, SoftCFG's value " +
        "weights and what they take away, and the confidences.",
        "softcfg sample --count 100 --trace trace.jsonl",
        "softcfg plot trace.jsonl --output plots")
    {
        this.session = session;
        Arguments.Add(trace);
        Options.Add(output);
        SetAction(parse =>
        {
            Plot(parse.GetRequiredValue(trace), parse.GetValue(output) ?? "plots");
            return ExitCodes.Success;
        });
    }

    private void Plot(string path, string folder)
    {
        try
        {
            new ProgressView(session).Run($"reading {path}", progress =>
            {
                using var reader = TraceReader.Open(path);
                var summaries = TraceSummary.Of(Images(reader, path, progress));
                if (summaries.Count == 0)
                    throw new UsageException($"{path}: the trace holds no images, so there is nothing to plot.");
                using var hold = OutputHold.Take(folder, [folder]);
                foreach (var summary in summaries)
                    session.Output.WriteLine(Describe(summary));
                foreach (var (name, picture) in new TracePlots(reader.Model, summaries).Draw())
                    Write(Path.Combine(folder, name), picture);
            });
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"stopped; '{folder}' may lack pictures.", e);
        }
    }

    private IEnumerable<TracedImage> Images(TraceReader reader, string path, IProgress<ProgressStep> progress)
    {
        TracedImage? first = null;
        while (reader.Read() is { } image)
        {
            first ??= image;
            if (image.Tokens.Count != first.Tokens.Count || image.Columns != first.Columns)
            {
                throw new UsageException($"{path}: images of several sizes ({Size(first)}, and {Size(image)}) make no common plot. Trace " +
                    "images of one size.");
            }
            session.Cancellation.ThrowIfCancellationRequested();
            progress.Report(new($"reading {path}", reader.Progress));
            yield return image;
        }
    }

    private static string Size(TracedImage image) => $"image {image.Index} of {image.Rows} rows of {image.Columns}";

    private void Write(string path, RgbImage picture)
    {
        session.Cancellation.ThrowIfCancellationRequested();
        PngWriter.Write(path, picture, [new("Software", $"SoftCfg {RunProvenance.LibraryVersion}")]);
        session.Output.WriteLine(path);
    }

    /// <summary>The means over the first and the second half of the steps: whether guidance fades.</summary>
    private static string Describe(TraceSummary summary)
    {
        var branches = summary.Divergence.Count == 0 ? "" : $"; divergence {Halves(summary.Divergence)} nats, " +
            $"push {Halves(summary.Push)} nats";
        return $"{GuidanceNames.TitleOf(summary.Guidance)}: {summary.Images} images, first and second half of the steps: " +
            $"confidence {Halves(summary.Confidence)}{branches}";
    }

    private static string Halves(IReadOnlyList<StepMean> steps)
    {
        var half = (steps.Count + 1) / 2;
        return FormattableString.Invariant($"{Mean(steps.Take(half)):F3} and {Mean(steps.Skip(half)):F3}");
    }

    private static double Mean(IEnumerable<StepMean> steps) =>
        steps.Select(step => step.Mean).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
