using SoftCfg.Checkpoints;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>
/// The MoVQGAN image tokenizer (arXiv 2209.09002) as Lumina-mGPT 2.0 uses it (movqgan/models/vqgan.py, MOVQ): a convolutional
/// encoder, a codebook, and a convolutional decoder that the codes modulate at every norm. Pictures may have any width and height
/// that are multiples of 8. It only infers.
/// </summary>
public sealed class MoVqGanTokenizer : nn.Module, IGridTokenizer, IPackedTokenizer
{
    /// <summary>Groups of channels that every norm has.</summary>
    internal const int NormGroups = 32;

    /// <summary>What every norm adds to the variance.</summary>
    internal const double NormEpsilon = 1e-6;

    /// <summary>The most tokens of a picture: as published, those of 2048 x 2048 pixels, a layer of which takes 4 GB.</summary>
    internal const int MostTokens = 1 << 16;

    private readonly MoVqGanConfig config;
    private readonly MoVqGanEncoder encoder;
    private readonly MoVqGanDecoder decoder;
    [ComponentName(Name = "quantize")]
    private readonly VectorQuantizer quantizer;
    [ComponentName(Name = "quant_conv")]
    private readonly SameConvolution toCodes;
    [ComponentName(Name = "post_quant_conv")]
    private readonly SameConvolution fromCodes;
    private MoVqGanWeights? weights;

    /// <summary>Allocates a tokenizer; it computes nothing sensible until a checkpoint is loaded.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="dtype">How weights are stored and multiplied; float32 by default.</param>
    /// <param name="device">Where weights live; the CPU by default.</param>
    /// <exception cref="ArgumentException">The sizes make no tokenizer, or one that is not supported.</exception>
    public MoVqGanTokenizer(MoVqGanConfig config, ScalarType dtype = ScalarType.Float32, Device? device = null)
        : base(nameof(MoVqGanTokenizer))
    {
        config.Validate();
        this.config = config;
        device ??= CPU;
        var channels = config.Network.LatentChannels;
        encoder = new MoVqGanEncoder(config.Network, dtype, device);
        decoder = new MoVqGanDecoder(config, dtype, device);
        quantizer = new VectorQuantizer(config.CodebookSize, config.CodeChannels, normalises: false, dtype, device);
        toCodes = new SameConvolution(channels, config.CodeChannels, kernel: 1, hasBias: true, dtype, device);
        fromCodes = new SameConvolution(config.CodeChannels, channels, kernel: 1, hasBias: true, dtype, device);
        RegisterComponents();
        eval();
    }

    /// <inheritdoc/>
    public bool IsPacked { get; private set; }

    /// <inheritdoc/>
    public int CodebookSize => config.CodebookSize;

    /// <summary>Tokens of a picture of <see cref="ImageSize"/>; <see cref="Decode(Tensor, int, int, CancellationToken)"/> takes grids of other sizes.</summary>
    public int TokensPerImage => config.GridSize * config.GridSize;

    /// <summary>Width and height that the network is described for, 256 as published; pictures of other sizes go through it as well.</summary>
    public int ImageSize => config.Network.Resolution;

    /// <summary>Pixels, across and down, that one token stands for: 8 as published.</summary>
    public int PixelsPerToken => config.Network.Factor;

    /// <inheritdoc/>
    public PixelRange PixelRange => PixelRange.AroundZeroRounded;

    /// <summary>The codes: [codebook size, code channels].</summary>
    public Parameter Codebook => quantizer.Embedding.Weight;

    /// <summary>How pictures are cut where kernels compute; for tests.</summary>
    internal StripPlan Plan { get; set; } = StripPlan.Usual;

    /// <inheritdoc/>
    public void Pack()
    {
        if (IsPacked)
            throw new InvalidOperationException("The weights have been packed already.");
        KernelLayers.Use(this);
        IsPacked = true;
    }

    /// <inheritdoc/>
    public void FreeEncoder()
    {
        weights?.Free(encoder);
        FreedMemory.GiveBack();
    }

    /// <summary>From now on weights may be freed while they are in the way, and are read again from here.</summary>
    /// <param name="checkpoint">What the tokenizer was loaded from, before it was packed; owned from here on.</param>
    internal void ReadAgainFrom(ICheckpoint checkpoint) => weights = new MoVqGanWeights(this, checkpoint);

    /// <summary>Encodes pictures of equal size.</summary>
    /// <param name="pixels">float32 RGB in [0, 1]: [B, 3, height, width], both multiples of <see cref="PixelsPerToken"/>.</param>
    /// <returns>int64 [B, tokens], row by row; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The pictures have another size, or more than 65,536 tokens.</exception>
    /// <exception cref="CheckpointException">The encoder's weights were freed, and can no longer be read.</exception>
    public Tensor Encode(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return OneByOne(EncodeLatents(pixels), quantizer.call).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is another number of tokens, or one that is no code.</exception>
    public Tensor Decode(Tensor tokens) => Decode(tokens, config.GridSize, config.GridSize);

    /// <summary>Decodes the tokens of pictures of any size.</summary>
    /// <param name="tokens">int64 [B, rows * columns], row by row.</param>
    /// <param name="rows">Rows of the token grid.</param>
    /// <param name="columns">Its columns; need not be as many.</param>
    /// <param name="cancellationToken">Checked every few rows of pixels.</param>
    /// <returns>
    /// float32 RGB around zero, not clamped: [B, 3, <see cref="PixelsPerToken"/> * rows, <see cref="PixelsPerToken"/> * columns]; the caller
    /// disposes it.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is another number of tokens, one that is no code, or more than 65,536 for a picture.
    /// </exception>
    /// <exception cref="CheckpointException">Weights that were in the way of a larger picture can no longer be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Tensor Decode(Tensor tokens, int rows, int columns, CancellationToken cancellationToken = default)
    {
        EnsureTokens(tokens, rows, columns);
        using var scope = NewDisposeScope();
        return DecodeLatents(quantizer.Lookup(tokens, rows, columns), cancellationToken).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes pictures without quantising them.</summary>
    /// <inheritdoc cref="Encode" path="/param|/exception"/>
    /// <returns>[B, code channels, rows, columns].</returns>
    public Tensor EncodeLatents(Tensor pixels)
    {
        EnsurePixels(pixels);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        weights?.Fetch(encoder);
        return OneByOne(Centred(pixels).to(Codebook.dtype), image => toCodes.call(encoder.Encode(image, PlanHere)))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Decodes latents, whether they lie on codes or not.</summary>
    /// <param name="latents">[B, code channels, rows, columns].</param>
    /// <returns>
    /// float32 RGB around zero, not clamped: [B, 3, <see cref="PixelsPerToken"/> * rows, <see cref="PixelsPerToken"/> * columns].
    /// </returns>
    public Tensor DecodeLatents(Tensor latents) => DecodeLatents(latents, CancellationToken.None);

    private Tensor DecodeLatents(Tensor latents, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var plan = PlanHere with { Cancellation = cancellationToken, Scope = scope };
        if (decoder.IsLarge(latents, plan))
            FreeEncoder();
        return OneByOne(latents, codes => decoder.Decode(fromCodes.call(codes), codes, plan, weights)).to(ScalarType.Float32)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            weights?.Dispose();
        base.Dispose(disposing);
    }

    private StripPlan PlanHere => IsPacked ? Plan : StripPlan.Whole;

    /// <summary>Packed, one by one: an image is larger than the caches, and each takes much memory on its way.</summary>
    private Tensor OneByOne(Tensor images, Func<Tensor, Tensor> compute) =>
        IsPacked && images.shape[0] > 1 ? cat(images.split(1).Select(compute).ToList(), 0) : compute(images);

    /// <summary>
    /// From [0, 1] to [-1, 1], in float64 as in the release. A byte divided by 255 comes rounded to float32, which near zero would show:
    /// its quotient is restored. 255 times it is off by 0.8e-5 at most, and by 1.9e-5 where it was multiplied by 1 / 255, as CUDA divides.
    /// </summary>
    internal static Tensor Centred(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var exact = pixels.to(ScalarType.Float64);
        var steps = exact.Times(255);
        var bytes = steps.round();
        var restored = where((steps - bytes).abs().LessThan(2.5e-5), bytes.DividedBy(255), exact);
        return restored.Times(2).Minus(1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private void EnsurePixels(Tensor pixels)
    {
        if (pixels.dim() != 4 || pixels.shape[1] != 3)
            throw new ArgumentException($"Expected pixels [B, 3, height, width], got [{string.Join(", ", pixels.shape)}].", nameof(pixels));
        var (height, width, step) = (pixels.shape[2], pixels.shape[3], PixelsPerToken);
        if (height < step || width < step || height % step != 0 || width % step != 0)
        {
            throw new ArgumentException($"The picture has {width} × {height} pixels; width and height must be multiples of {step}.",
                nameof(pixels));
        }
        EnsureSize(height / step, width / step, nameof(pixels));
    }

    private void EnsureTokens(Tensor tokens, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        EnsureSize(rows, columns, nameof(rows));
        if (tokens.dim() != 2 || tokens.shape[1] != (long)rows * columns || tokens.dtype != ScalarType.Int64)
        {
            throw new ArgumentException($"A grid of {rows} rows and {columns} columns takes int64 tokens [B, {(long)rows * columns}], " +
                $"got {tokens.dtype} [{string.Join(", ", tokens.shape)}].", nameof(tokens));
        }
        using var scope = NewDisposeScope();
        if (tokens.NumberOfElements > 0 && (tokens.min().item<long>(), tokens.max().item<long>()) is var (least, most) &&
            (least < 0 || most >= CodebookSize))
        {
            throw new ArgumentException(
                $"There is a token {(least < 0 ? least : most)}; codes are 0 to {CodebookSize - 1}.", nameof(tokens));
        }
    }

    private void EnsureSize(long rows, long columns, string parameter)
    {
        if (rows * columns <= MostTokens)
            return;
        throw new ArgumentException($"A picture of {columns * PixelsPerToken} × {rows * PixelsPerToken} pixels has {rows * columns} tokens; " +
            $"the most are {MostTokens}.", parameter);
    }
}
