using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>
/// Lumina-mGPT 2.0 (arXiv 2507.17801; the reference is model/chameleon/modeling_chameleon.py of its release): a decoder of text and image
/// tokens in one vocabulary. Parameter names are those of the published checkpoints.
/// </summary>
/// <remarks>
/// An image is conditioned on a prompt, and its length depends on its size: sequences say both. Logits are of the whole vocabulary; a
/// constraint says which tokens may stand where.
/// </remarks>
public sealed class LuminaMGptModel : nn.Module, ICausalImageModel, IPackedModel
{
    /// <summary>Tokens of an image of 768 x 768 pixels: 96 rows of 96 codes, their line ends, the end.</summary>
    internal const int UsualLength = 96 * 97 + 1;

    /// <summary>Tokens that a prompt and its image may have together: rotations are computed for as many positions.</summary>
    // A prompt of thousands of tokens and an image of 1024 x 1024 pixels: 128 rows of 128 codes and their line ends.
    internal const int MostPositions = 1 << 15;

    private readonly LuminaMGptConfig config;
    private readonly RotaryTable rotation;
    [ComponentName(Name = "model")]
    private readonly LuminaMGptBody body;
    [ComponentName(Name = "lm_head")]
    private readonly Projection head;
    private readonly TransformerStack stack;
    private readonly MaskedLogits? masked;

    /// <summary>Allocates a model; its weights mean nothing until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied: float32 (default) or bfloat16.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no model.</exception>
    public LuminaMGptModel(LuminaMGptConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : this(config, dtype, device ?? CPU, new LuminaMGptPlacement(dtype, device ?? CPU))
    {
    }

    /// <summary>Allocates a model whose large tables are elsewhere, or of another type, than the rest.</summary>
    internal LuminaMGptModel(LuminaMGptConfig config, ScalarType dtype, Device device, LuminaMGptPlacement placement)
        : base(nameof(LuminaMGptModel))
    {
        config.Validate();
        (this.config, Dtype, Device) = (config, dtype, device);
        rotation = LuminaMGptPositions.Table(config, MostPositions, device);
        body = new LuminaMGptBody(config, dtype, device, placement, rotation);
        head = new Projection(config.HiddenSize, config.VocabularySize, hasBias: false, dtype, placement.Projections);
        stack = new TransformerStack(body.Blocks, body.Norm, head);
        if (config is { MasksTokens: true, MaskedTokens.Count: > 0 })
            masked = new MaskedLogits(config.MaskedTokens, config.VocabularySize, device);
        RegisterComponents();
        eval();
    }

    /// <summary>Tokens of an image of 768 x 768 pixels, line ends and the end among them; sequences say how many theirs has.</summary>
    public int SequenceLength => UsualLength;

    /// <summary>Size of the vocabulary: image codes are a part of it.</summary>
    public int CodebookSize => config.VocabularySize;

    /// <summary>None: images are conditioned on prompts.</summary>
    public int ClassCount => 0;

    /// <inheritdoc/>
    public ScalarType Dtype { get; }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public WeightFormat? Weights => stack.Weights;

    /// <inheritdoc/>
    public long WeightBytes => stack.WeightBytes;

    /// <summary>There are no classes: a sequence's context is its prompt.</summary>
    /// <param name="classLabel">Null.</param>
    /// <returns>A context of one token, whose length is that of the shortest there is.</returns>
    /// <exception cref="ArgumentException">A class was asked for.</exception>
    public IReadOnlyList<long> Context(int? classLabel) => classLabel is null
        ? [0]
        : throw new ArgumentException("Lumina-mGPT 2.0 knows no classes: give the tokens of a prompt as the sequence's context.");

    /// <inheritdoc/>
    public KeyValueCache CreateCache(int slots, int capacity)
    {
        if (capacity > MostPositions)
        {
            throw new ArgumentException($"A prompt and an image of {capacity} tokens were asked for; there are {MostPositions} positions. " +
                "Ask for a smaller image or give a shorter prompt.");
        }
        return new(config.Layers, slots, config.SharedHeads, capacity, config.HeadSize, stack.CacheDtype(Dtype), Device);
    }

    /// <inheritdoc/>
    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var stream = body.Embed(pass.Tokens).to(Dtype);  // [rows, n, channels]
        var logits = stack.Forward(stream, pass, cache);
        return (masked?.Apply(logits) ?? logits).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Pack(WeightFormat format) => stack.Pack(format);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rotation.Dispose();
            masked?.Dispose();
            stack.Dispose();
        }
        base.Dispose(disposing);
    }
}
