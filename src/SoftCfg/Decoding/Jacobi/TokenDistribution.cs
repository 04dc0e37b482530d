namespace SoftCfg.Decoding.Jacobi;

/// <summary>A distribution over tokens that follow each other; all others have probability 0.</summary>
/// <param name="First">The first token.</param>
/// <param name="Probabilities">The probabilities of it and those behind it; they sum to 1.</param>
internal readonly record struct TokenDistribution(long First, ReadOnlyMemory<float> Probabilities)
{
    private static readonly float[] Certain = [1];

    /// <summary>The probability of a token.</summary>
    public float this[long token] =>
        token >= First && token < First + Probabilities.Length ? Probabilities.Span[(int)(token - First)] : 0;

    /// <summary>Whether one token has all of the probability for want of others.</summary>
    public bool IsPoint => Probabilities.Length == 1;

    /// <summary>Whether logits that it was made of give no distribution: then all of it is NaN.</summary>
    public bool IsBroken => float.IsNaN(Probabilities.Span[0]);

    /// <summary>The distribution of what is certain.</summary>
    public static TokenDistribution Of(long token) => new(token, Certain);

    /// <summary>The first token whose cumulative probability, summed in float64, exceeds the uniform; never one of probability 0.</summary>
    /// <param name="uniform">In [0, 1).</param>
    public long Draw(double uniform)
    {
        var probabilities = Probabilities.Span;
        var cumulative = 0.0;
        var last = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var before = cumulative;
            cumulative += probabilities[i];
            if (cumulative > uniform)
                return First + i;
            if (cumulative > before)
                last = i;
        }
        // The total rounded below a uniform near 1: the last token that contributed to it.
        return First + last;
    }
}
