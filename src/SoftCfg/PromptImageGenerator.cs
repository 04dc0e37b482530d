using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Diagnostics;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Loading.Hub;
using SoftCfg.Models;
using SoftCfg.Models.LuminaMGpt;
using SoftCfg.Runs;
using SoftCfg.Sessions;
using SoftCfg.Text;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>
/// Generates images from prompts: what <see cref="ImageGenerator"/> is for classes. A text becomes tokens, a model samples the codes
/// of an image under guidance, an image tokenizer turns them into pixels. Owns its parts. Not safe for concurrent use.
/// </summary>
public sealed class PromptImageGenerator : ISessionGenerator
{
    internal const string ModelName = "Lumina-mGPT 2.0";

    private readonly ICausalImageModel model;
    private readonly PromptEncoder encoder;
    private readonly IGridTokenizer tokenizer;
    private readonly Lock drawing = new();

    /// <summary>Joins a model, the encoder of its prompts and an image tokenizer, and takes ownership of them.</summary>
    /// <param name="model">The model: text and image tokens in one vocabulary.</param>
    /// <param name="encoder">Turns prompts into its tokens.</param>
    /// <param name="tokenizer">The image tokenizer whose codes the model predicts.</param>
    /// <exception cref="ArgumentException">They do not belong together: the message says what differs.</exception>
    public PromptImageGenerator(ICausalImageModel model, PromptEncoder encoder, IGridTokenizer tokenizer)
    {
        if (Discord(encoder, model.CodebookSize, tokenizer) is { } discord)
            throw new ArgumentException(discord);
        (this.model, this.encoder, this.tokenizer) = (model, encoder, tokenizer);
        // Until a picture is given.
        tokenizer.FreeEncoder();
    }

    /// <summary>
    /// The settings of SoftCFG for Lumina-mGPT 2.0: a constant scale of 4, and a token's own value weakened by the largest probability it was
    /// drawn from.
    /// </summary>
    public static GuidanceOptions ReleasedGuidance { get; } = new()
    {
        Scale = 4,
        ScalePower = 0,
        Confidence = ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Paper,
    };

    /// <summary>How the release draws image codes: among the 4,096 likeliest.</summary>
    public static SamplingOptions ReleasedSampling { get; } = new() { TopK = 4096 };

    /// <summary>The guidance used where none is asked for.</summary>
    public GuidanceOptions DefaultGuidance { get; init; } = ReleasedGuidance;

    /// <summary>The sampling used where none is asked for.</summary>
    public SamplingOptions DefaultSampling { get; init; } = ReleasedSampling;

    /// <summary>Told what is generated and how fast; it hears nothing of prompts and of what images show.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <inheritdoc/>
    int ISessionGenerator.ClassCount => 0;

    /// <inheritdoc/>
    int? ISessionGenerator.FixedSize => null;

    /// <summary>How the model's weights are packed; null where libtorch computes.</summary>
    public WeightFormat? Weights => (model as IPackedModel)?.Weights;

    /// <summary>Which weights it was loaded from; null where they were not fingerprinted.</summary>
    public ModelFingerprint? Fingerprint { get; private init; }

    /// <summary>
    /// What turns prompts into tokens for a model, without its weights: to see within a second what would be refused after minutes of
    /// loading.
    /// </summary>
    /// <param name="path">As <see cref="Load"/> takes it.</param>
    /// <param name="imageTokenizer">As <see cref="Load"/> takes it.</param>
    /// <returns>The encoder.</returns>
    /// <exception cref="CheckpointException">Files are missing or damaged, or do not belong together.</exception>
    /// <exception cref="TextTokenizerException">The tokenizer's files are missing or damaged, or of another model.</exception>
    public static PromptEncoder LoadEncoder(string path, string? imageTokenizer = null) => EncoderOf(FilesOf(path, imageTokenizer));

    /// <summary>Whether a path looks like such a model: a folder whose config.json names its kind, or a file in one.</summary>
    /// <param name="path">As <see cref="Load"/> takes it.</param>
    /// <returns>False for a model of classes, and for what is not there.</returns>
    /// <exception cref="CheckpointException">A name of the hub is none, or is not in the local cache.</exception>
    public static bool IsOne(string path) => path != EmbeddedModel.Name && PromptModelFiles.IsOne(HubCache.PathOf(path));

    /// <summary>Loads Lumina-mGPT 2.0.</summary>
    /// <param name="path">
    /// The folder as it is published: config.json, weights (safetensors, in one file or several), tokenizer.json; or
    /// <c>hf:org/name[@revision]</c> for one in the local Hugging Face cache.
    /// </param>
    /// <param name="imageTokenizer">
    /// The checkpoint of the MoVQGAN, which the release has apart (movqgan_270M.ckpt); null (default) looks for it in the folder.
    /// </param>
    /// <param name="dtype">How weights are stored and multiplied by libtorch: float32 (default) or bfloat16.</param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    /// <param name="weights">
    /// How weights are packed for the kernels of the CPU, tensor by tensor as they are read; null (default) takes
    /// <see cref="WeightFormats.Default"/>. In bfloat16 and on other devices libtorch computes, and nothing is packed.
    /// </param>
    /// <param name="fingerprint">
    /// Whether the files are hashed as they are read, for <see cref="Fingerprint"/>. Default false; it takes about as long again.
    /// </param>
    /// <param name="logger">Told what is loaded, and afterwards what is generated; nobody by default.</param>
    /// <param name="progress">Told how much of the weights has been loaded, from 0 to 1.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The generator.</returns>
    /// <exception cref="CheckpointException">Files are missing, damaged, or do not belong together.</exception>
    /// <exception cref="TextTokenizerException">The tokenizer's files are missing or damaged, or of another model.</exception>
    /// <exception cref="ArgumentException">Weights cannot be packed there.</exception>
    public static PromptImageGenerator Load(string path, string? imageTokenizer = null, ScalarType dtype = ScalarType.Float32,
        Device? device = null, WeightFormat? weights = null, bool fingerprint = false, ILogger? logger = null, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        device ??= CPU;
        var files = FilesOf(path, imageTokenizer);
        var format = WeightFormats.Choose(weights, dtype, device);
        // Small files first: what is wrong with them shows before minutes of loading.
        var words = EncoderOf(files);
        var decoder = PromptModelLoader.ImageTokenizer(files, device, fingerprint, logger, cancellationToken);
        Loaded<LuminaMGptModel>? loaded = null;
        try
        {
            var vocabulary = LuminaMGptConfiguration.Read(files.Config).VocabularySize;
            if (Discord(words, vocabulary, decoder.Part) is { } discord)
                throw new CheckpointException(files.Folder, discord);
            loaded = PromptModelLoader.Load(files, dtype, device, format, fingerprint, progress, logger, cancellationToken);
            return new PromptImageGenerator(loaded.Part, words, decoder.Part)
            {
                Logger = logger ?? NullLogger.Instance,
                Fingerprint = fingerprint ? new(ModelName, loaded.Sha256!, decoder.Sha256!) : null,
            };
        }
        catch
        {
            loaded?.Part.Dispose();
            decoder.Part.Dispose();
            throw;
        }
    }

    /// <summary>Reads the weights of a model once, to fingerprint them.</summary>
    internal static ModelFingerprint FingerprintOf(string path, string? imageTokenizer, CancellationToken cancellationToken)
    {
        var files = FilesOf(path, imageTokenizer);
        return new(ModelName, CheckpointHash.Compute(files.Weights, cancellationToken),
            CheckpointHash.Compute(files.ImageTokenizer, cancellationToken));
    }

    /// <summary>Turns a picture into the codes that a prompt takes.</summary>
    /// <param name="picture">The picture; its sides are multiples of 32 pixels.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public PictureCodes Encode(RgbImage picture)
    {
        if (picture.Width % ImageGrid.GridPixels != 0 || picture.Height % ImageGrid.GridPixels != 0)
        {
            throw new ArgumentException($"The picture has {picture.Width} x {picture.Height} pixels; both must be multiples of " +
                $"{ImageGrid.GridPixels}. Crop or resize it.");
        }
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var codes = tokenizer.Encode(picture.ToPixels(model.Device)).cpu().data<long>().Select(code => (int)code).ToArray();
        return new(codes, picture.Height / ImageGrid.CodePixels, picture.Width / ImageGrid.CodePixels);
    }

    /// <summary>Generates images batch by batch, as they are enumerated.</summary>
    /// <param name="options">What to generate.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step, and while codes become pixels.</param>
    /// <returns>The images in order.</returns>
    /// <exception cref="PromptException">A prompt is empty or too long, its size is not possible, or it needs another picture.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the batch at work is lost.</exception>
    public IEnumerable<PromptImage> Generate(PromptOptions options, IProgress<PromptProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var count = GenerationChecks.CountOf(options.Count, options.Prompts, "prompt", options.FirstIndex, options.BatchSize);
        (options.Guidance ?? DefaultGuidance).Validate();
        (options.Sampling ?? DefaultSampling).Validate();
        options.Jacobi?.Validate();
        // Now, not at the first image: what is wrong with a prompt is told before anything is decoded.
        var prompts = options.Prompts.Select(encoder.Encode).ToList();
        return Generate(options, prompts, count, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public SessionImage Prepare(ImageRequest request)
    {
        RequestChecks.Common(request);
        if (request.ClassLabel is not null || request.Prompt is not { } prompt)
            throw new ArgumentException("This model makes images of prompts: give Prompt, and no class.");
        var canvas = new PromptCanvas(tokenizer, model.Device, encoder.Tokens, encoder.Encode(prompt)) { Owner = this, Drawing = drawing };
        var decoded = canvas.Decoded;
        if (request.Given is not null)
            RequestChecks.Given(request.Given, decoded.Rows * decoded.Columns, tokenizer.CodebookSize);
        var sequence = canvas.SequenceOf(request.Index, request.Guidance ?? DefaultGuidance, request.Sampling ?? DefaultSampling,
            prompt.Seed ?? request.Seed, request.Given is null ? null : new GivenCodes(decoded, request.Given), request.Trace,
            request.Candidates);
        return new(request, sequence, canvas);
    }

    /// <inheritdoc/>
    public ImageSession OpenSession(int capacity, SessionSize? size = null) => new(this, model, capacity, size ?? SessionSize.Default);

    /// <inheritdoc/>
    IReadOnlyList<long> ISessionGenerator.CodesOf(RgbImage picture)
    {
        lock (drawing)
        {
            var codes = Encode(picture).Codes.Select(code => (long)code).ToList();
            tokenizer.FreeEncoder();
            return codes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        model.Dispose();
        tokenizer.Dispose();
    }

    private static PromptModelFiles FilesOf(string path, string? imageTokenizer) =>
        PromptModelFiles.Find(HubCache.PathOf(path), imageTokenizer is null ? null : HubCache.PathOf(imageTokenizer));

    private static PromptEncoder EncoderOf(PromptModelFiles files) =>
        new(TextTokenizer.Load(files.Folder)) { MostTokens = LuminaMGptModel.MostPositions };

    /// <summary>Why parts do not belong together; null if they do.</summary>
    private static string? Discord(PromptEncoder encoder, int vocabulary, IGridTokenizer tokenizer)
    {
        if (encoder.Tokens.LargestId >= vocabulary)
        {
            return $"The tokenizer has a token {encoder.Tokens.LargestId}, but the model knows those below {vocabulary} only: they do not " +
                "belong together.";
        }
        return encoder.Tokens.ImageCodes == tokenizer.CodebookSize ? null
            : $"The model has {encoder.Tokens.ImageCodes} image codes, the image tokenizer {tokenizer.CodebookSize}: they do not belong together.";
    }

    private IEnumerable<PromptImage> Generate(PromptOptions options, List<EncodedPrompt> prompts, long count,
        IProgress<PromptProgress>? progress, CancellationToken cancellationToken)
    {
        // Whatever pictures there are have been encoded.
        lock (drawing)
            tokenizer.FreeEncoder();
        Log.GenerationStarted(Logger, count, options.FirstIndex, options.BatchSize, options.Seed);
        var batch = new PromptBatch(model, tokenizer, encoder.Tokens, options, options.Guidance ?? DefaultGuidance, options.Sampling ?? DefaultSampling);
        var tokensOf = prompts.Select(prompt => prompt.Remaining).ToArray();
        var total = new PromptTotals(count, count / prompts.Count * tokensOf.Sum() + tokensOf.Take((int)(count % prompts.Count)).Sum());
        for (long first = 0; first < count; first += options.BatchSize)
        {
            var images = Enumerable.Range(0, (int)Math.Min(options.BatchSize, count - first)).Select(k => first + k)
                .Select(i => (Image: i, Prompt: (int)(i % prompts.Count)))
                .Select(at => (options.FirstIndex + at.Image, options.Prompts[at.Prompt].Again(at.Image / prompts.Count), prompts[at.Prompt])).ToList();
            foreach (var image in batch.Decode(images, total, progress, cancellationToken))
                yield return image;
        }
    }
}
