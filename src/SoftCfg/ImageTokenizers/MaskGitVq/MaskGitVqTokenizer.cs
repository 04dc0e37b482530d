using SoftCfg.Imaging;
using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>
/// The MaskGIT-VQGAN image tokenizer (arXiv 2202.04200) in the form that 1d-tokenizer publishes (maskgit_vqgan.py and
/// PretrainedTokenizer of titok.py): a convolutional encoder, a codebook and a convolutional decoder.
/// </summary>
public sealed class MaskGitVqTokenizer : nn.Module, IImageTokenizer, IPackedTokenizer
{
    private readonly MaskGitVqConfig config;
    private readonly MaskGitVqEncoder encoder;
    private readonly MaskGitVqDecoder decoder;
    [ComponentName(Name = "quantize")]
    private readonly VectorQuantizer quantizer;

    /// <summary>Allocates a tokenizer; its weights are zero until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied; float32 by default.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no tokenizer.</exception>
    public MaskGitVqTokenizer(MaskGitVqConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(MaskGitVqTokenizer))
    {
        config.Validate();
        this.config = config;
        device ??= CPU;
        encoder = new MaskGitVqEncoder(config, dtype, device);
        decoder = new MaskGitVqDecoder(config, dtype, device);
        quantizer = new VectorQuantizer(config.CodebookSize, config.CodeChannels, normalises: false, dtype, device);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public bool IsPacked { get; private set; }

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <inheritdoc/>
    public int TokensPerImage => config.GridSize * config.GridSize;

    /// <inheritdoc/>
    public int ImageSize => config.Resolution;

    /// <inheritdoc/>
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    /// <summary>The codes: [codebook size, code channels].</summary>
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
        var image = config.ImageChannels == 1 ? pixels.mean([1], keepdim: true) : pixels;
        return encoder.call(image.to(Codebook.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes latents, whether they lie on codes or not.</summary>
    /// <param name="latents">[B, code channels, grid, grid].</param>
    /// <returns>float32 RGB, not clamped: [B, 3, ImageSize, ImageSize].</returns>
    public Tensor DecodeLatents(Tensor latents)
    {
        using var scope = NewDisposeScope();
        // Packed, one by one: an image is larger than the caches, and each takes much memory on its way.
        var pixels = IsPacked ? cat(latents.split(1).Select(decoder.call).ToList(), 0) : decoder.call(latents);
        return pixels.to(ScalarType.Float32).expand(-1, 3, -1, -1).MoveToOuterDisposeScope();
    }

    internal static GroupNormSilu Norm(int channels, ScalarType dtype, Device device) =>
        new(groups: 32, channels, epsilon: 1e-6, dtype, device);

    /// <summary>The residual blocks at the coarsest resolution, between the levels and the codes.</summary>
    internal static ModuleList<ResidualBlock> Middle(MaskGitVqConfig config, ScalarType dtype, Device device)
    {
        var channels = config.Channels(config.ChannelMultipliers.Count - 1);
        return new ModuleList<ResidualBlock>(Enumerable.Range(0, config.ResidualBlocks)
            .Select(_ => new ResidualBlock(channels, channels, dtype, device)).ToArray());
    }
}
