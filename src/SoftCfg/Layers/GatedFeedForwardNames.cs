namespace SoftCfg.Layers;

/// <summary>What checkpoints call the projections of a gated feed-forward layer.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Up">From the stream to the channels between.</param>
/// <param name="Down">Back to the stream.</param>
internal sealed record GatedFeedForwardNames(string Gate, string Up, string Down)
{
    /// <summary>As in Llama's own release.</summary>
    public static GatedFeedForwardNames Numbered { get; } = new("w1", "w3", "w2");

    /// <summary>As in Hugging Face's transformers.</summary>
    public static GatedFeedForwardNames Spoken { get; } = new("gate_proj", "up_proj", "down_proj");
}
