namespace SoftCfg.Decoding;

/// <summary>How a token is drawn from guided logits. Immutable.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// Divides the guided logits: below 1 sharper, above 1 flatter. Confidences use the same temperature.
    /// </summary>
    /// <value>Default 1. From 1e-6 to 1e6; for the limit of 0 use <see cref="Greedy"/>.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Draws among the k likeliest tokens only; 0 is off.</summary>
    /// <value>Default 0. At least 0; k of the codebook size or more is the same as off.</value>
    public int TopK { get; init; }

    /// <summary>Draws among the fewest likeliest tokens whose probabilities reach this sum; 1 is off.</summary>
    /// <value>Default 1. From 1e-6 to 1.</value>
    public double TopP { get; init; } = 1;

    /// <summary>Takes the likeliest token, the first of equals, and draws nothing.</summary>
    /// <value>Default false.</value>
    public bool Greedy { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names it, its value and the range.
    /// </exception>
    public void Validate() => SamplingSettings.All.Check(this);
}
