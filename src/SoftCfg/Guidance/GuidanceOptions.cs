using SoftCfg.Options;
using static TorchSharp.torch;

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
    public void Validate() => GuidanceSettings.All.Check(this);

    /// <summary>Creates the guidance of one batch.</summary>
    /// <param name="batch">Images in the batch, B.</param>
    /// <param name="steps">Tokens per image, N: the length of the schedule.</param>
    /// <param name="temperature">The temperature that tokens are sampled with; confidences use the same.</param>
    /// <param name="device">Where the logits are.</param>
    /// <returns>
    /// <see cref="NoGuidance"/> when the kind or the scale says so; <see cref="ClassifierFreeGuidance"/>, also for
    /// SoftCFG at strength 0; else <see cref="SoftCfgGuidance"/>. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentException">An option or the temperature is out of range.</exception>
    public IGuidance Create(int batch, int steps, double temperature, Device device)
    {
        Validate();
        OptionChecks.Range("Sampling Temperature", temperature, 1e-6, 1e6);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (Kind == GuidanceKind.None || Scale == 0)
            return new NoGuidance();
        var plain = new ClassifierFreeGuidance(new CosinePowerSchedule(Scale, ScalePower, steps));
        return Kind == GuidanceKind.ClassifierFree || Strength == 0
            ? plain
            : new SoftCfgGuidance(plain, this, batch, steps, temperature, device);
    }
}
