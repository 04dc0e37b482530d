using SoftCfg.Imaging;
using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>
/// AliTok's image tokenizer (arXiv 2506.05289; the reference is modeling/alitok.py of alitok): a transformer encodes an
/// image into prefix tokens and a grid, another decodes them. Parameter names are those of the published checkpoint.
/// </summary>
public sealed class AliTokTokenizer : nn.Module, IImageTokenizer, IPackedTokenizer
{
    private readonly AliTokTokenizerConfig config;
    [ComponentName(Name = "latent_tokens")]
    private readonly Parameter latentTokens;
    private readonly AliTokEncoder encoder;
    private readonly AliTokDecoder decoder;
    [ComponentName(Name = "quantize")]
    private readonly VectorQuantizer quantizer;

    /// <summary>Allocates a tokenizer; its weights mean nothing until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied; float32 by default.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no tokenizer.</exception>
    public AliTokTokenizer(AliTokTokenizerConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(AliTokTokenizer))
    {
        config.Validate();
        this.config = config;
        device ??= CPU;
        latentTokens = new Parameter(zeros([config.TokenCount, config.Encoder.Width], dtype, device));
        encoder = new AliTokEncoder(config, dtype, device);
        decoder = new AliTokDecoder(config, dtype, device);
        quantizer = new VectorQuantizer(config.CodebookSize, config.CodeChannels, normalises: false, dtype, device);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public bool IsPacked { get; private set; }

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <inheritdoc/>
    public int TokensPerImage => config.TokenCount;

    /// <inheritdoc/>
    public int ImageSize => config.ImageSize;

    /// <inheritdoc/>
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    /// <inheritdoc/>
    public void Pack()
    {
        KernelLayers.Use(this);
        IsPacked = true;
    }

    /// <inheritdoc/>
    public Tensor Encode(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return quantizer.call(EncodeLatents(pixels)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return decoder.call(quantizer.Embedding.call(tokens)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes images without quantising them.</summary>
    /// <param name="pixels">float32 RGB in [0, 1]: [B, 3, ImageSize, ImageSize].</param>
    /// <returns>[B, code channels, 1, tokens].</returns>
    public Tensor EncodeLatents(Tensor pixels) => encoder.call(pixels.to(latentTokens.dtype), latentTokens);
}
