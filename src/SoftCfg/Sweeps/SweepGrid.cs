using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Sweeps;

/// <summary>
/// The settings that a sweep compares: every combination of the values given. A setting without values has one, the model's;
/// the kinds of guidance are by default all three. Immutable.
/// </summary>
/// <example>
/// <code>
/// var grid = new SweepGrid().Over(GuidanceSettings.Scale, 1.5, 2, 3).Over(SamplingSettings.Temperature, 0.9, 1);
/// </code>
/// </example>
public sealed record SweepGrid
{
    /// <summary>The most points that a grid may have: each takes at least seconds.</summary>
    public const int MostPoints = 100_000;

    private IReadOnlyList<Axis> Axes { get; init; } = [];

    /// <summary>The grid with values for a setting of the guidance, in place of any that it had.</summary>
    /// <param name="setting">One of <see cref="GuidanceSettings"/>.</param>
    /// <param name="values">The values.</param>
    /// <returns>The grid.</returns>
    public SweepGrid Over<TValue>(Setting<GuidanceOptions, TValue> setting, params IReadOnlyList<TValue> values)
        where TValue : struct => OverTexts(setting, values.Select(setting.Values.TextOf).ToList());

    /// <summary>The grid with values for a setting of the sampling, in place of any that it had.</summary>
    /// <param name="setting">One of <see cref="SamplingSettings"/>.</param>
    /// <param name="values">The values.</param>
    /// <returns>The grid.</returns>
    public SweepGrid Over<TValue>(Setting<SamplingOptions, TValue> setting, params IReadOnlyList<TValue> values)
        where TValue : struct => OverTexts(setting, values.Select(setting.Values.TextOf).ToList());

    /// <summary>The same with the values as text, as they are typed.</summary>
    /// <param name="setting">One of <see cref="GuidanceSettings"/>.</param>
    /// <param name="values">The values; <see cref="Points"/> refuses what is none.</param>
    /// <returns>The grid.</returns>
    public SweepGrid OverTexts(Setting<GuidanceOptions> setting, IReadOnlyList<string> values) => With(new(setting.Name,
        values.Select(value => (Func<Options, Options>)(options => options with { Guidance = setting.Set(options.Guidance, value) }))
            .ToList()));

    /// <summary>The same with the values as text, as they are typed.</summary>
    /// <param name="setting">One of <see cref="SamplingSettings"/>.</param>
    /// <param name="values">The values; <see cref="Points"/> refuses what is none.</param>
    /// <returns>The grid.</returns>
    public SweepGrid OverTexts(Setting<SamplingOptions> setting, IReadOnlyList<string> values) => With(new(setting.Name,
        values.Select(value => (Func<Options, Options>)(options => options with { Sampling = setting.Set(options.Sampling, value) }))
            .ToList()));

    /// <summary>
    /// The points of the grid, each once. A setting that makes no difference to the others of a point multiplies nothing:
    /// without guidance only the sampling counts, and SoftCFG's own settings count only for SoftCFG.
    /// </summary>
    /// <param name="guidance">The model's guidance, for settings without values.</param>
    /// <param name="sampling">The model's sampling.</param>
    /// <returns>The points; those that differ only in scale stand together.</returns>
    /// <exception cref="ArgumentException">
    /// A setting has an empty list, or a value out of range; or there are more than <see cref="MostPoints"/>.
    /// </exception>
    public IReadOnlyList<SweepPoint> Points(GuidanceOptions guidance, SamplingOptions sampling)
    {
        var axes = Ordered();
        if (axes.Find(axis => axis.Values.Count == 0)?.Name is { } empty)
            throw new ArgumentException($"{empty} is empty, so there is nothing to sample; give it a value.");
        if (axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count) > MostPoints)
            throw new ArgumentException($"These are more than {MostPoints} combinations; give shorter lists.");
        IEnumerable<Options> all = [new Options(guidance, sampling)];
        all = axes.Aggregate(all, (points, axis) => points.SelectMany(point => axis.Values.Select(set => set(point))));
        var distinct = all.Select(options => new SweepPoint(options.Guidance, options.Sampling)).Distinct().ToList();
        foreach (var point in distinct)
        {
            point.Guidance.Validate();
            point.Sampling.Validate();
        }
        return distinct;
    }

    private SweepGrid With(Axis axis) => this with { Axes = [.. Axes.Where(other => other.Name != axis.Name), axis] };

    /// <summary>The kind comes first and the scale last, however they were given.</summary>
    private List<Axis> Ordered()
    {
        var kinds = Axes.Any(axis => axis.Name == GuidanceSettings.Kind.Name)
            ? Axes
            : Over(GuidanceSettings.Kind, Enum.GetValues<GuidanceKind>()).Axes;
        List<string> order = [GuidanceSettings.Kind.Name, .. SamplingSettings.All.Select(setting => setting.Name),
            .. GuidanceSettings.All.Reverse().Select(setting => setting.Name)];
        return kinds.OrderBy(axis => order.IndexOf(axis.Name)).ToList();
    }

    private sealed record Options(GuidanceOptions Guidance, SamplingOptions Sampling);

    private sealed record Axis(string Name, IReadOnlyList<Func<Options, Options>> Values);
}
