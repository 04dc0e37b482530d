using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.Guidance;

/// <summary>How images are guided. Immutable; every model family has a preset with its released settings.</summary>
/// <remarks>
/// Strength is an exponent for every family. The releases differ: without step normalisation AliTok ignores it, RAR
/// takes it as a mere switch (see docs/parity.md).
/// </remarks>
public sealed record GuidanceOptions
{
    /// <summary>What steers the logits.</summary>
    /// <value>Default <see cref="GuidanceKind.SoftCfg"/>.</value>
    public GuidanceKind Kind { get; init; } = GuidanceKind.SoftCfg;

    /// <summary>
    /// The guidance scale g that <see cref="CosinePowerSchedule"/> rises to. 1 means the conditional logits as they
    /// are; 0 means no guidance at all, with a single branch, as in the releases.
    /// </summary>
    /// <value>Default 4. From 0 to 10,000.</value>
    public double Scale { get; init; } = 4;

    /// <summary>
    /// How late the scale rises: the power of the time in <see cref="CosinePowerSchedule"/>; 0 keeps it constant.
    /// </summary>
    /// <value>Default 1. From 0 to 100.</value>
    public double ScalePower { get; init; } = 1;

    /// <summary>
    /// How strongly confident tokens are weakened: the exponent s of <see cref="ValueWeights"/>. 0 is plain
    /// classifier-free guidance, bit for bit.
    /// </summary>
    /// <value>Default 1. From 0 to 100.</value>
    public double Strength { get; init; } = 1;

    /// <summary>
    /// Whether the confidences are divided by their sum (the paper's step normalisation), so that the perturbation does
    /// not grow with the sequence.
    /// </summary>
    /// <value>Default true.</value>
    public bool StepNormalization { get; init; } = true;

    /// <summary>Which probability is a token's confidence.</summary>
    /// <value>Default <see cref="ConfidenceSource.Maximum"/>, as in the paper.</value>
    public ConfidenceSource Confidence { get; init; } = ConfidenceSource.Maximum;

    /// <summary>Which token's confidence weakens which value.</summary>
    /// <value>Default <see cref="WeightAlignment.Released"/>.</value>
    public WeightAlignment Alignment { get; init; } = WeightAlignment.Released;

    /// <summary>The least weight under step normalisation. Without it there is no floor, as in the releases.</summary>
    /// <value>Default 0.05 (AliTok <c>modeling/ar.py</c>). From 0 to 1.</value>
    public double MinimumWeight { get; init; } = 0.05;

    /// <summary>Added to the sum of the confidences before dividing by it.</summary>
    /// <value>Default 1e-5 (AliTok <c>modeling/ar.py</c>). From 1e-12 to 1.</value>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// The image's area in grids of 32 x 32 pixels, for the scale's decay in the release of Lumina-mGPT 2.0: see
    /// <see cref="ReleasedScaleDecay"/>. <see cref="ScalePower"/> has no effect then.
    /// </summary>
    /// <value>Default 0: the scale that was asked for.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DecayGrids { get; init; }

    /// <summary>Guidance of one's own in place of <see cref="Kind"/>; what it looks at of these options is its own business.</summary>
    /// <value>Default null.</value>
    [JsonIgnore]
    public OwnGuidance? Own { get; init; }

    /// <summary>
    /// These options with value weights as the paper describes them, not as the releases compute them: a token's own value
    /// loses by the largest probability it was drawn from, normalised, without exponent or floor (arXiv 2510.00996).
    /// </summary>
    /// <returns>The same kind, scale and power with the paper's weights.</returns>
    public GuidanceOptions AsInPaper() => this with
    {
        Confidence = ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Paper,
        StepNormalization = true,
        Strength = 1,
        MinimumWeight = 0,
    };

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names it, its value and the range.
    /// </exception>
    public void Validate()
    {
        GuidanceSettings.All.Check(this);
        if (DecayGrids < 0)
            throw new ArgumentException($"The area for the scale's decay is {DecayGrids} grids; it must be 0 or more.");
    }

    /// <summary>Rows of a forward pass per sequence: 1 where there is no guidance, else 2.</summary>
    [JsonIgnore]
    public int Branches => Own is null && (Kind == GuidanceKind.None || Scale == 0) ? 1 : 2;

    /// <summary>Creates the guidance of a session's sequences that have these options.</summary>
    /// <param name="context">The session.</param>
    /// <returns>
    /// <see cref="Own"/> where it is set; <see cref="NoGuidance"/> when the kind or the scale says so;
    /// <see cref="ClassifierFreeGuidance"/>, also for SoftCFG at strength 0; else <see cref="SoftCfgGuidance"/>. The caller
    /// disposes it.
    /// </returns>
    /// <exception cref="ArgumentException">An option or the temperature is out of range.</exception>
    public IGuidance Create(GuidanceContext context)
    {
        Validate();
        OptionChecks.Range("Sampling Temperature", context.Temperature, 1e-6, 1e6);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(context.Capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(context.Steps);
        if (Own is not null)
            return Own.Create(context);
        if (Branches == 1)
            return new NoGuidance();
        var plain = DecayGrids > 0
            ? new ClassifierFreeGuidance(ReleasedScaleDecay.Scales(Scale, DecayGrids, context.Steps), context.Device)
            : new ClassifierFreeGuidance(new CosinePowerSchedule(Scale, ScalePower, context.Steps), context.Device);
        return Kind == GuidanceKind.ClassifierFree || Strength == 0 ? plain : new SoftCfgGuidance(plain, this, context);
    }
}
