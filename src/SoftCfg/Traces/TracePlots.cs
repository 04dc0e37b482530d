using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Plots;

namespace SoftCfg.Traces;

/// <summary>
/// Pictures of what guidance did, step by step: the divergence of the branches, how hard guidance pushes, SoftCFG's value
/// weights and the confidences. Lines are means over the images, bands two standard errors of the mean to either side.
/// </summary>
/// <param name="model">The model's name, for the footers.</param>
/// <param name="summaries">From <see cref="TraceSummary.Of"/>: one for each kind of guidance.</param>
public sealed class TracePlots(string model, IReadOnlyList<TraceSummary> summaries)
{
    private const string Bands = "mean over the images ± 2 standard errors";

    private readonly TraceSummary? weighted = summaries.FirstOrDefault(s => s.ValueWeights is not null);

    /// <summary>The divergence of the branches against the step; null when no image has two branches.</summary>
    internal LinePlot? Divergence => Plot(s => s.Divergence, "Divergence of the two branches",
        "KL(conditional || unconditional), nats");

    /// <summary>
    /// The divergence times what the guidance scale exceeds 1 by; null when no image has two branches.
    /// </summary>
    internal LinePlot? Push => Plot(s => s.Push, "Push of the guidance", "(scale − 1) · KL, nats");

    /// <summary>The sum of what value weights take away, against the token fed; null without value weights.</summary>
    internal LinePlot? Perturbation => Plot(s => s.Perturbation, "Perturbation by the value weights",
        "sum of 1 − w over the cached tokens", "token fed");

    /// <summary>The confidences against the step; null without images.</summary>
    internal LinePlot? Confidence => Plot(s => s.Confidence, "Confidence of the conditional branch", "confidence");

    /// <summary>The mean value weights of each token while each token is fed; null without value weights.</summary>
    internal HeatPlot? ValueWeights => weighted is null
        ? null
        : new HeatPlot
        {
            Title = "Value weights in the unconditional branch",
            XLabel = "weighted token",
            YLabel = "token fed",
            ValueLabel = "mean weight",
            Footer = Footer([weighted]),
            Panels = [new("", weighted.ValueWeights!)],
        };

    /// <summary>
    /// The mean confidence at each place of the token grid, a panel for each kind of guidance; null when the tokens make
    /// no grid: those of a class a square one, with or without the tokens that some families put in front of it.
    /// </summary>
    internal HeatPlot? ConfidenceMap
    {
        get
        {
            var grids = summaries.Select(s => Grid(s)).ToList();
            if (grids.Count == 0 || grids.Contains(null))
                return null;
            return new HeatPlot
            {
                Title = "Confidence by place in the image",
                XLabel = "column",
                YLabel = "row",
                ValueLabel = "mean confidence",
                Footer = Footer(summaries),
                Panels = summaries.Select((s, i) => new HeatPanel(GuidanceNames.TitleOf(s.Guidance), grids[i]!)).ToList(),
            };
        }
    }

    /// <summary>Draws every picture there is something to show on.</summary>
    /// <returns>File names such as <c>divergence.png</c>, each with its picture; drawn as they are enumerated.</returns>
    public IEnumerable<KeyValuePair<string, RgbImage>> Draw()
    {
        (string Name, Func<RgbImage?> Draw)[] pictures =
        [
            ("divergence.png", () => Divergence?.Draw()),
            ("push.png", () => Push?.Draw()),
            ("weights.png", () => ValueWeights?.Draw()),
            ("perturbation.png", () => Perturbation?.Draw()),
            ("confidence.png", () => Confidence?.Draw()),
            ("confidence-map.png", () => ConfidenceMap?.Draw()),
        ];
        foreach (var (name, draw) in pictures)
        {
            if (draw() is { } picture)
                yield return KeyValuePair.Create(name, picture);
        }
    }

    private LinePlot? Plot(Func<TraceSummary, IReadOnlyList<StepMean>> numbers, string title, string yLabel,
        string xLabel = "step")
    {
        var shown = summaries.Where(s => numbers(s).Count > 0).ToList();
        return shown.Count == 0
            ? null
            : new LinePlot
            {
                Title = title,
                XLabel = xLabel,
                YLabel = yLabel,
                Footer = $"{Footer(shown)} · {Bands}",
                Series = shown.Select(s => new PlotSeries(GuidanceNames.TitleOf(s.Guidance), Points(numbers(s)))).ToList(),
            };
    }

    private static List<PlotPoint> Points(IReadOnlyList<StepMean> means) => means.Select((m, step) =>
        new PlotPoint(step, m.Mean) { Low = m.Mean - 2 * m.StandardError, High = m.Mean + 2 * m.StandardError }).ToList();

    private string Footer(IReadOnlyList<TraceSummary> shown) =>
        $"{model} · {string.Join(", ", shown.Select(s => $"{s.Images} images with {GuidanceNames.TitleOf(s.Guidance)}"))}";

    /// <summary>The mean confidences row by row, without a prefix and without what ends rows: [height, width]; null if they make no grid.</summary>
    private static float[,]? Grid(TraceSummary summary)
    {
        var layout = summary.Columns > 0
            ? new TokenGrid(0, summary.Rows, summary.Columns) { RowLength = summary.Columns + 1 }
            : TokenLayout.Of(summary.Confidence.Count);
        if (layout is null)
            return null;
        var grid = new float[layout.Rows, layout.Columns];
        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column++)
                grid[row, column] = (float)summary.Confidence[layout.StepOf(row * layout.Columns + column)].Mean;
        }
        return grid;
    }
}
