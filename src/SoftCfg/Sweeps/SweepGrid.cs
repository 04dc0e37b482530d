using System.Globalization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Sweeps;

/// <summary>
/// The settings that a sweep compares: every combination of these lists. A list that is null has one value, the model's.
/// </summary>
public sealed record SweepGrid
{
    /// <summary>The most points of a grid, those included that turn out to be equal.</summary>
    public const int MaximumPoints = 10_000;

    /// <summary>Kinds of guidance.</summary>
    /// <value>Default: all three.</value>
    public IReadOnlyList<GuidanceKind> Kinds { get; init; } = Enum.GetValues<GuidanceKind>();

    /// <summary>Values of <see cref="GuidanceOptions.Scale"/>.</summary>
    public IReadOnlyList<double>? Scales { get; init; }

    /// <summary>Values of <see cref="GuidanceOptions.ScalePower"/>.</summary>
    public IReadOnlyList<double>? Powers { get; init; }

    /// <summary>Values of <see cref="GuidanceOptions.Strength"/>.</summary>
    public IReadOnlyList<double>? Strengths { get; init; }

    /// <summary>Values of <see cref="GuidanceOptions.StepNormalization"/>.</summary>
    public IReadOnlyList<bool>? StepNormalizations { get; init; }

    /// <summary>Values of <see cref="GuidanceOptions.Confidence"/>.</summary>
    public IReadOnlyList<ConfidenceSource>? Confidences { get; init; }

    /// <summary>Values of <see cref="GuidanceOptions.Alignment"/>.</summary>
    public IReadOnlyList<WeightAlignment>? Alignments { get; init; }

    /// <summary>Values of <see cref="SamplingOptions.Temperature"/>.</summary>
    public IReadOnlyList<double>? Temperatures { get; init; }

    /// <summary>
    /// The points of the grid, each once. A setting that makes no difference to the others of a point multiplies nothing:
    /// without guidance only the temperature counts, and SoftCFG's own settings count only for SoftCFG.
    /// </summary>
    /// <param name="guidance">The model's guidance, for the lists that are null.</param>
    /// <param name="sampling">The model's sampling.</param>
    /// <returns>The points; those that differ only in scale stand together.</returns>
    /// <exception cref="ArgumentException">A list is empty, a value is out of range, or there are more than <see cref="MaximumPoints"/>.</exception>
    public IReadOnlyList<SweepPoint> Points(GuidanceOptions guidance, SamplingOptions sampling)
    {
        EnsureSize();
        var points =
            from kind in Kinds
            from temperature in Temperatures ?? [sampling.Temperature]
            from confidence in Confidences ?? [guidance.Confidence]
            from alignment in Alignments ?? [guidance.Alignment]
            from normalization in StepNormalizations ?? [guidance.StepNormalization]
            from strength in Strengths ?? [guidance.Strength]
            from power in Powers ?? [guidance.ScalePower]
            from scale in Scales ?? [guidance.Scale]
            let guided = kind != GuidanceKind.None
            let soft = kind == GuidanceKind.SoftCfg
            select new SweepPoint
            {
                Kind = kind,
                Scale = guided ? scale : null,
                Power = guided ? power : null,
                Strength = soft ? strength : null,
                StepNormalization = soft ? normalization : null,
                Confidence = soft ? confidence : null,
                Alignment = soft ? alignment : null,
                Temperature = temperature,
            };
        var distinct = points.Distinct().ToList();
        foreach (var point in distinct)
        {
            point.GuidanceFrom(guidance).Validate();
            point.SamplingFrom(sampling).Validate();
        }
        return distinct;
    }

    private void EnsureSize()
    {
        (string Name, int? Count)[] lists =
        [
            (nameof(Kinds), Kinds.Count), (nameof(Scales), Scales?.Count), (nameof(Powers), Powers?.Count),
            (nameof(Strengths), Strengths?.Count), (nameof(StepNormalizations), StepNormalizations?.Count),
            (nameof(Confidences), Confidences?.Count), (nameof(Alignments), Alignments?.Count),
            (nameof(Temperatures), Temperatures?.Count),
        ];
        if (Array.Find(lists, list => list.Count == 0).Name is { } empty)
            throw new ArgumentException($"{empty} is empty, so there is nothing to sample; give it a value.");
        var points = lists.Aggregate(1.0, (product, list) => product * (list.Count ?? 1));
        if (points > MaximumPoints)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The lists make {points:F0} combinations; a sweep has at most {MaximumPoints} points. Give fewer values."));
        }
    }
}
