using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Text.Prompts;
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

    private readonly Option<string?> size = OptionFactory.AnyText("--size", "WIDTHxHEIGHT",
        "Of images of several sizes, which to plot, in pixels, such as 768x512. Default: all, if they are of one size.");

    public PlotCommand(Session session) : base("plot",
        "Draws what guidance did, step by step: the divergence of the branches, how hard guidance pushes, SoftCFG's value " +
        "weights and what they take away, and the confidences.",
        "softcfg sample --count 100 --trace trace.jsonl",
        "softcfg plot trace.jsonl --output plots",
        "softcfg plot trace.jsonl --size 768x512")
    {
        this.session = session;
        Arguments.Add(trace);
        Options.Add(output);
        Options.Add(size);
        SetAction(parse =>
        {
            Plot(parse.GetRequiredValue(trace), parse.GetValue(size), parse.GetValue(output) ?? "plots");
            return ExitCodes.Success;
        });
    }

    private void Plot(string path, string? chosen, string folder)
    {
        try
        {
            new ProgressView(session).Run($"reading {path}", progress =>
            {
                using var reader = TraceReader.Open(path);
                var summaries = TraceSummary.Of(Images(reader, path, chosen, progress));
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

    /// <summary>The images of a size; where none was chosen, all of them, which then must be of one.</summary>
    private IEnumerable<TracedImage> Images(TraceReader reader, string path, string? chosen, IProgress<ProgressStep> progress)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() is { } image)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            progress.Report(new($"reading {path}", reader.Progress));
            var found = Size(image);
            counts[found] = counts.GetValueOrDefault(found) + 1;
            if (chosen is null ? counts.Count == 1 : found == chosen)
                yield return image;
        }
        var all = string.Join(", ", counts.Select(one => $"{one.Key} ({one.Value} images)"));
        if (chosen is null && counts.Count > 1)
        {
            throw new UsageException($"{path}: images of several sizes make no common plot: {all}. Choose one, such as --size " +
                $"{counts.MaxBy(one => one.Value).Key}.");
        }
        if (chosen is not null && !counts.ContainsKey(chosen) && counts.Count > 0)
            throw new UsageException($"--size: {path} has no images of {chosen}; there are {all}.");
    }

    /// <summary>In pixels where the trace tells rows; images of classes are of one size, and have as many tokens.</summary>
    private static string Size(TracedImage image) => image.Columns == 0
        ? FormattableString.Invariant($"{image.Tokens.Count} tokens")
        : FormattableString.Invariant($"{image.Columns * ImageGrid.CodePixels}x{image.Rows * ImageGrid.CodePixels}");

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
