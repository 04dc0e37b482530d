using System.Text.Json;
using SoftCfg.Imaging;

namespace SoftCfg.Sweeps;

/// <summary>The figures of a sweep, one row per finished point, as Markdown, CSV and JSON.</summary>
/// <param name="Plan">What all points have in common.</param>
/// <param name="Reference">The reference's file or folder name.</param>
/// <param name="PlannedPoints">Points of the grid, finished or not.</param>
/// <param name="Results">The finished points, in the order of the grid.</param>
public sealed record SweepTable(SweepPlan Plan, string Reference, int PlannedPoints, IReadOnlyList<SweepResult> Results)
{
    /// <summary>
    /// A table for people: figures rounded, intervals in brackets, a dash where a setting has no meaning, remarks below.
    /// </summary>
    /// <returns>Markdown that ends with a line break.</returns>
    public string Markdown() => SweepMarkdown.Of(this);

    /// <summary>A table for programs: a line of names, a line per point; all digits, empty where there is no value.</summary>
    /// <returns>Comma-separated values that end with a line break.</returns>
    public string Csv() => SweepCsv.Of(this);

    /// <summary>Plan and figures with everything that is known, the content of <c>sweep.json</c>.</summary>
    /// <returns>An indented JSON object that ends with a line break.</returns>
    public string Json() => JsonSerializer.Serialize(new SweepFile
    {
        Format = SweepFile.CurrentFormat,
        Plan = Plan,
        Reference = Reference,
        PlannedPoints = PlannedPoints,
        Points = Results,
    }, SweepJson.Options) + "\n";

    /// <summary>
    /// Writes <c>sweep.md</c>, <c>sweep.csv</c> and <c>sweep.json</c> into a folder, and of finished points the pictures
    /// <c>fid.png</c>, <c>is.png</c> and <c>precision-recall.png</c>, in place of older ones. A picture of figures that no
    /// point has is left out.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(string folder)
    {
        SweepJson.WriteText(Path.Combine(folder, "sweep.json"), Json());
        SweepJson.WriteText(Path.Combine(folder, "sweep.csv"), Csv());
        SweepJson.WriteText(Path.Combine(folder, "sweep.md"), Markdown());
        if (Results.Count == 0)
            return;
        foreach (var (file, plot) in SweepPlots.Of(this))
            PngWriter.Write(Path.Combine(folder, file), plot.Draw());
    }
}
