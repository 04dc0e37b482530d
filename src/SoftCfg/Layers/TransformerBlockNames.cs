namespace SoftCfg.Layers;

/// <summary>What checkpoints call the parts of a transformer block.</summary>
/// <param name="AttentionNorm">The norm in front of attention.</param>
/// <param name="Attention">Attention.</param>
/// <param name="FeedForwardNorm">The norm in front of the feed-forward layer.</param>
/// <param name="FeedForward">The feed-forward layer.</param>
internal sealed record TransformerBlockNames(string AttentionNorm, string Attention, string FeedForwardNorm, string FeedForward)
{
    /// <summary>As in timm, and in the image models that grew from it.</summary>
    public static TransformerBlockNames Numbered { get; } = new("norm1", "attn", "norm2", "mlp");

    /// <summary>As in Hugging Face's transformers.</summary>
    public static TransformerBlockNames Spoken { get; } = new("input_layernorm", "self_attn", "post_attention_layernorm", "mlp");
}
