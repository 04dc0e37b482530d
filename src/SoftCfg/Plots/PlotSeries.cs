namespace SoftCfg.Plots;

/// <summary>One line, or one kind of points, of a <see cref="LinePlot"/>.</summary>
/// <param name="Name">What the legend calls it; empty for no entry.</param>
/// <param name="Points">The points, in the order the line connects them; may be empty.</param>
internal sealed record PlotSeries(string Name, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>Whether a line connects the points.</summary>
    /// <value>Default true.</value>
    public bool Connected { get; init; } = true;
}
