using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A pre-norm transformer block, as AliTok (modeling/ar.py, Block) and RAR (RAR/rar.py, Block) have it: attention, then a
/// feed-forward layer, each behind a norm and added to the stream. Where there is a modulation, a conditioning vector shifts and
/// scales what comes out of the norms and gates what is added.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor?, CacheLayer?, Tensor>
{
    private readonly Norm norm1, norm2;
    private readonly AttentionLayer attention;
    private readonly nn.Module<Tensor, Tensor> mlp;
    private readonly AdaptiveModulation? modulation;
    private readonly TransformerBlockNames names;
    private bool isRegistered;

    /// <summary>Joins the parts of a block.</summary>
    /// <param name="norm1">In front of attention.</param>
    /// <param name="attention">Attention.</param>
    /// <param name="norm2">In front of the feed-forward layer.</param>
    /// <param name="mlp">The feed-forward layer, an <see cref="IFeedForward"/>.</param>
    /// <param name="modulation">
    /// Six chunks, in the order of checkpoints: shift, scale and gate of attention, then of the feed-forward layer. Default none.
    /// </param>
    /// <param name="names">What checkpoints call the parts; by default norm1, attn, norm2 and mlp.</param>
    public TransformerBlock(Norm norm1, AttentionLayer attention, Norm norm2, nn.Module<Tensor, Tensor> mlp,
        AdaptiveModulation? modulation = null, TransformerBlockNames? names = null) : base(nameof(TransformerBlock))
    {
        this.names = names ?? TransformerBlockNames.Numbered;
        (this.norm1, this.attention, this.norm2, this.mlp, this.modulation) = (norm1, attention, norm2, mlp, modulation);
    }

    /// <summary>The norm in front of attention.</summary>
    public Norm AttentionNorm => norm1;

    /// <summary>Attention.</summary>
    public AttentionLayer Attention => attention;

    /// <summary>The norm in front of the feed-forward layer.</summary>
    public Norm FeedForwardNorm => norm2;

    /// <summary>The feed-forward layer.</summary>
    public IFeedForward FeedForward => (IFeedForward)mlp;

    /// <summary>Turns the conditioning vector into shifts, scales and gates; null where nothing conditions the block.</summary>
    public AdaptiveModulation? Modulation => modulation;

    /// <summary>Runs the block.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="conditioning">[rows, n, channels]; null where there is no modulation.</param>
    /// <param name="at">The pass, the cache and the block's index; <c>null</c> for a whole sequence at once.</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, Tensor? conditioning, CacheLayer? at)
    {
        using var scope = NewDisposeScope();
        if (modulation is null)
        {
            stream = stream.Plus(attention.call(norm1.call(stream), at));
            return stream.PlusInPlace(mlp.call(norm2.call(stream))).MoveToOuterDisposeScope();
        }
        var m = modulation.call(conditioning!);
        var attended = attention.call(AdaptiveModulation.Modulate(norm1.call(stream), m[0], m[1]), at);
        stream = stream.PlusProduct(m[2], attended);
        var transformed = mlp.call(AdaptiveModulation.Modulate(norm2.call(stream), m[3], m[4]));
        return stream.PlusProduct(m[5], transformed).MoveToOuterDisposeScope();
    }

    /// <summary>Registers the parts under their names; the default would be the fields'.</summary>
    protected override void RegisterComponents()
    {
        if (isRegistered)
            return;
        isRegistered = true;
        register_module(names.AttentionNorm, norm1);
        register_module(names.Attention, attention);
        register_module(names.FeedForwardNorm, norm2);
        register_module(names.FeedForward, mlp);
        if (modulation is not null)
            register_module("adaLN_modulation", modulation);
    }
}
