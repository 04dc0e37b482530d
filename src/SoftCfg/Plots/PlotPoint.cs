namespace SoftCfg.Plots;

/// <summary>A point of a <see cref="PlotSeries"/>.</summary>
/// <param name="X">Its place on the horizontal axis; NaN leaves the point out and breaks the line.</param>
/// <param name="Y">Its value; NaN likewise.</param>
internal readonly record struct PlotPoint(double X, double Y)
{
    /// <summary>The lower end of the error bar or band; null (default) or NaN for the value itself.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the error bar or band; null (default) or NaN for the value itself.</summary>
    public double? High { get; init; }

    /// <summary>A few words beside the point; null (default) for none.</summary>
    public string? Label { get; init; }

    /// <summary>Whether there is anything to draw.</summary>
    internal bool IsDrawn => !double.IsNaN(X) && !double.IsNaN(Y);

    /// <summary>Whether it has an error bar.</summary>
    internal bool HasSpread => Bottom != Y || Top != Y;

    /// <summary>The lower end of what is drawn.</summary>
    internal double Bottom => Low is { } low && !double.IsNaN(low) ? low : Y;

    /// <summary>The upper end of what is drawn.</summary>
    internal double Top => High is { } high && !double.IsNaN(high) ? high : Y;
}
