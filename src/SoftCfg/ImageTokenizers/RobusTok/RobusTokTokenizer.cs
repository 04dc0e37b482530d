using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>
/// RobusTok's image tokenizer (xqgan_model.py, VQModel): a vision transformer whose latent tokens read the image, a
/// codebook, and a vision transformer whose mask tokens read the codes. Parameter names are those of the published
/// checkpoints; <see cref="RobusTokCheckpoint.Weights"/> picks them.
/// </summary>
public sealed class RobusTokTokenizer : nn.Module, IImageTokenizer, IPackedTokenizer
{
    private readonly RobusTokConfig config;
    private readonly RobusTokEncoder encoder;
    private readonly RobusTokDecoder decoder;
    [ComponentName(Name = "quantize")]
    private readonly VectorQuantizer quantizer;
    [ComponentName(Name = "quant_conv")]
    private readonly SameConvolution toCodes;
    [ComponentName(Name = "post_quant_conv")]
    private readonly SameConvolution fromCodes;

    /// <summary>Allocates a tokenizer; it computes nothing sensible until a checkpoint is loaded.</summary>
    /// <param name="config">Settings.</param>
    /// <param name="dtype">How weights are stored and multiplied; float32 by default.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The settings make no tokenizer, or one that is not supported.</exception>
    public RobusTokTokenizer(RobusTokConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(RobusTokTokenizer))
    {
        config.Validate();
        this.config = config;
        device ??= CPU;
        encoder = new RobusTokEncoder(config, dtype, device);
        toCodes = new SameConvolution(config.Encoder.Width, config.CodeChannels, kernel: 1, hasBias: true, dtype, device);
        quantizer = new VectorQuantizer(config.CodebookSize, config.CodeChannels, config.NormalisesCodes, dtype, device);
        fromCodes = new SameConvolution(config.CodeChannels, config.Decoder.Width, kernel: 1, hasBias: true, dtype, device);
        decoder = new RobusTokDecoder(config, dtype, device);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public bool IsPacked { get; private set; }

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <inheritdoc/>
    public int TokensPerImage => config.LatentTokens;

    /// <inheritdoc/>
    public int ImageSize => config.ImageSize;

    /// <inheritdoc/>
    public PixelRange PixelRange => PixelRange.AroundZero;

    /// <summary>The codes as they are stored, of any length: [codebook size, code channels].</summary>
    public Parameter Codebook => quantizer.Embedding.Weight;

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
        return DecodeLatents(quantizer.Lookup(tokens, config.GridSize, config.GridSize)).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes images without quantising them.</summary>
    /// <param name="pixels">float32 RGB in [0, 1]: [B, 3, ImageSize, ImageSize].</param>
    /// <returns>[B, code channels, grid, grid].</returns>
    public Tensor EncodeLatents(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var latents = encoder.call(pixels.Minus(0.5).DividedBy(0.5).to(Codebook.dtype));  // [B, latent tokens, width]
        var grid = latents.transpose(1, 2).reshape(latents.shape[0], -1, config.GridSize, config.GridSize);
        return toCodes.call(grid).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes latents, whether they lie on codes or not.</summary>
    /// <param name="latents">[B, code channels, grid, grid].</param>
    /// <returns>float32 RGB around zero, not clamped: [B, 3, ImageSize, ImageSize].</returns>
    public Tensor DecodeLatents(Tensor latents)
    {
        using var scope = NewDisposeScope();
        // [B, width, grid, grid] -> [B, latent tokens, width]
        var sequence = fromCodes.call(latents).flatten(2).transpose(1, 2);
        return decoder.call(sequence).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
