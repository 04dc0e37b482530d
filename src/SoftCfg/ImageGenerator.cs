using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Decoding;
using SoftCfg.Diagnostics;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;
using SoftCfg.Loading;
using SoftCfg.Models;
using SoftCfg.Runs;
using SoftCfg.Sessions;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>
/// Generates images: a model samples tokens under guidance, an image tokenizer turns them into pixels. Owns both.
/// Not safe for concurrent use; several generators may run side by side.
/// </summary>
public sealed class ImageGenerator : ISessionGenerator
{
    private readonly ICausalImageModel model;
    private readonly IImageTokenizer tokenizer;
    private readonly Lock drawing = new();

    /// <summary>Joins a model and an image tokenizer, your own or the library's, and takes ownership of both.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">The image tokenizer whose tokens the model predicts.</param>
    /// <exception cref="ArgumentException">They do not belong together: the message says what differs.</exception>
    public ImageGenerator(ICausalImageModel model, IImageTokenizer tokenizer)
    {
        if (model.CodebookSize != tokenizer.CodebookSize || model.SequenceLength != tokenizer.TokensPerImage)
        {
            throw new ArgumentException(
                $"The model predicts {model.SequenceLength} tokens of {model.CodebookSize} codes, the image tokenizer takes " +
                $"{tokenizer.TokensPerImage} tokens of {tokenizer.CodebookSize}: they do not belong together.");
        }
        (this.model, this.tokenizer) = (model, tokenizer);
    }

    /// <summary>The guidance used where none is asked for.</summary>
    public GuidanceOptions DefaultGuidance { get; init; } = new();

    /// <summary>The sampling used where none is asked for.</summary>
    public SamplingOptions DefaultSampling { get; init; } = new();

    /// <summary>Told what is generated and how fast; it hears nothing of what images show.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Classes of the model: labels are 0 .. ClassCount - 1.</summary>
    public int ClassCount => model.ClassCount;

    /// <summary>Tokens per image.</summary>
    public int TokensPerImage => model.SequenceLength;

    /// <summary>Width and height of the images, in pixels.</summary>
    public int ImageSize => tokenizer.ImageSize;

    /// <inheritdoc/>
    int? ISessionGenerator.FixedSize => ImageSize;

    /// <summary>How the generator's weights are packed; null where libtorch computes.</summary>
    public WeightFormat? Weights { get; private init; }

    /// <summary>Which weights it was loaded from; null where they were not fingerprinted.</summary>
    public ModelFingerprint? Fingerprint { get; private init; }

    /// <summary>Loads a model from a path, as the tool takes it.</summary>
    /// <param name="path">
    /// A generator's checkpoint, such as <c>rar_b.bin</c>, with the image tokenizer's beside it; a folder that holds them; a model
    /// folder with a <c>model.json</c>; a published configuration (<c>.yaml</c>); <c>hf:org/name[@revision][:file]</c> for one
    /// in the local Hugging Face cache; or <c>fashion</c>, the <see cref="EmbeddedModel"/>.
    /// </param>
    /// <param name="tokenizer">
    /// The image tokenizer's checkpoint, a file or <c>hf:...</c>; null (default) takes the one beside the generator.
    /// </param>
    /// <param name="dtype">How the generator's weights are stored and multiplied: float32 (default) or bfloat16.</param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    /// <param name="weights">
    /// How the generator's weights are packed for the kernels of the CPU; null (default) takes <see cref="WeightFormats.Default"/>. In
    /// bfloat16 and on other devices libtorch computes, and nothing is packed.
    /// </param>
    /// <param name="fingerprint">
    /// Whether the files are hashed as they are read, for <see cref="Fingerprint"/>. Default false; it takes about as long again.
    /// </param>
    /// <param name="logger">Told what is loaded, and afterwards what is generated; nobody by default.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The generator, with the guidance and sampling of its release as defaults.</returns>
    /// <exception cref="Checkpoints.CheckpointException">
    /// There is no such file, it is damaged or no known model, or generator and image tokenizer do not belong together.
    /// </exception>
    /// <exception cref="ArgumentException">Weights are to be packed, but not for float32 on the CPU.</exception>
    /// <exception cref="Loading.Configuration.ConfigurationException">A configuration cannot be used.</exception>
    public static ImageGenerator Load(string path, string? tokenizer = null, ScalarType dtype = ScalarType.Float32,
        Device? device = null, WeightFormat? weights = null, bool fingerprint = false, ILogger? logger = null,
        CancellationToken cancellationToken = default) =>
        Load(ModelDescription.Find(path, tokenizer), dtype, device, weights, fingerprint, logger, cancellationToken);

    /// <summary>Loads a model that was described. Sizes are compared with the files before memory is taken for weights.</summary>
    /// <param name="model">Its description, from <see cref="ModelDescription.Find"/> or one of your own.</param>
    /// <param name="dtype">How the generator's weights are stored and multiplied: float32 (default) or bfloat16.</param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    /// <param name="weights">
    /// How the generator's weights are packed for the kernels of the CPU; null (default) takes <see cref="WeightFormats.Default"/>. In
    /// bfloat16 and on other devices libtorch computes, and nothing is packed.
    /// </param>
    /// <param name="fingerprint">
    /// Whether the files are hashed as they are read, for <see cref="Fingerprint"/>. Default false; it takes about as long again.
    /// </param>
    /// <param name="logger">Told what is loaded, and afterwards what is generated; nobody by default.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The generator, with the description's guidance and sampling as defaults.</returns>
    /// <exception cref="Checkpoints.CheckpointException">Weights are missing, damaged, or not those described.</exception>
    public static ImageGenerator Load(ModelDescription model, ScalarType dtype = ScalarType.Float32, Device? device = null,
        WeightFormat? weights = null, bool fingerprint = false, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ModelLoader.Check(model);
        device ??= CPU;
        var format = WeightFormats.Choose(weights, dtype, device);
        if (format is { } packed)
            KernelCode.CompileBeside(packed);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Beside the generator; what is wrong with that is said first. Whoever listens hears of one after the other.
        var reading = new Task<Loaded<IImageTokenizer>>(
            () => ModelLoader.Tokenizer(model.TokenizerRequest, device, fingerprint, stop.Token, logger), CancellationToken.None);
        if (logger is null)
            reading.Start(TaskScheduler.Default);
        ICausalImageModel? part = null;
        try
        {
            var generator = ModelLoader.Generator(model.GeneratorRequest, dtype, device, fingerprint, cancellationToken, logger, format);
            part = generator.Part;
            if (logger is not null)
                reading.RunSynchronously(TaskScheduler.Default);
            var decoder = reading.GetAwaiter().GetResult();
            return new ImageGenerator(part, decoder.Part)
            {
                DefaultGuidance = model.Guidance,
                DefaultSampling = model.Sampling,
                Logger = logger ?? NullLogger.Instance,
                Weights = format,
                Fingerprint = fingerprint ? new(model.Name, generator.Sha256!, decoder.Sha256!) : null,
            };
        }
        catch
        {
            stop.Cancel();
            part?.Dispose();
            if (reading.Status != TaskStatus.Created)
                ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
            if (reading.IsCompletedSuccessfully)
                reading.Result.Part.Dispose();
            throw;
        }
    }

    /// <summary>Generates images batch by batch, as they are enumerated.</summary>
    /// <param name="options">What to generate.</param>
    /// <param name="progress">Told after every token step.</param>
    /// <param name="cancellationToken">Checked before every original and every token step.</param>
    /// <returns>The images in order.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a class does not exist, or an original is not <see cref="ImageSize"/> pixels wide and high.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; the batch at work is lost.</exception>
    public IEnumerable<GeneratedImage> Generate(GenerationOptions options, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var count = GenerationChecks.CountOf(options.Count, options.Classes, "class", options.FirstIndex, options.BatchSize);
        foreach (var label in options.Classes)
            DecodeRequest.ValidateClass(label, ClassCount);
        DecodeRequest.ValidateKeep(options.Keep, options.Original is not null);
        var guidance = options.Guidance ?? DefaultGuidance;
        guidance.Validate();
        (options.Sampling ?? DefaultSampling).Validate();
        return Generate(options, count, guidance.Branches, progress, cancellationToken);
    }

    private IEnumerable<GeneratedImage> Generate(GenerationOptions options, long count, int branches,
        IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        if (count == 0)
            yield break;
        Log.GenerationStarted(Logger, count, options.FirstIndex, options.BatchSize, options.Seed);
        using var session = new DecodeSession(model, (int)Math.Min(options.BatchSize, count), branches);
        for (long first = 0; first < count; first += options.BatchSize)
        {
            var batch = Range(first, Math.Min(options.BatchSize, count - first));
            foreach (var image in GenerateBatch(session, options, batch, count, progress, cancellationToken))
                yield return image;
        }
    }

    /// <inheritdoc/>
    public SessionImage Prepare(ImageRequest request)
    {
        RequestChecks.Common(request);
        if (request.Prompt is not null || request.ClassLabel is not { } label)
            throw new ArgumentException("This model makes images of classes: give ClassLabel, and no prompt.");
        DecodeRequest.ValidateClass(label, ClassCount);
        if (request.Given is not null)
            RequestChecks.Given(request.Given, TokensPerImage, model.CodebookSize);
        var sequence = new Sequence
        {
            Context = model.Context(label),
            UnconditionalContext = model.Context(null),
            Index = request.Index,
            Guidance = request.Guidance ?? DefaultGuidance,
            Sampling = request.Sampling ?? DefaultSampling,
            Uniforms = new SampleRandom(request.Seed).Uniform,
            Constraint = request.Given is null ? null : new KeptTokens(request.Given),
            Trace = request.Trace,
            Candidates = request.Candidates,
        };
        return new(request, sequence, new ClassCanvas(tokenizer, model.Device, request.Given) { Owner = this, Drawing = drawing });
    }

    /// <inheritdoc/>
    public ImageSession OpenSession(int capacity, SessionSize? size = null) => new(this, model, capacity, size: null);

    /// <inheritdoc/>
    public IReadOnlyList<long> CodesOf(RgbImage picture)
    {
        lock (drawing)
            return SingleImage.Encode(tokenizer, picture, "The picture", model.Device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        model.Dispose();
        tokenizer.Dispose();
    }

    private List<GeneratedImage> GenerateBatch(DecodeSession session, GenerationOptions options, long[] batch, long count,
        IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("softcfg.batch");
        var started = Stopwatch.GetTimestamp();
        var request = new DecodeRequest
        {
            Classes = batch.Select(i => options.Classes[(int)(i % options.Classes.Count)]).ToArray(),
            SampleIndices = batch.Select(i => options.FirstIndex + i).ToArray(),
            Guidance = options.Guidance ?? DefaultGuidance,
            Sampling = options.Sampling ?? DefaultSampling,
            Uniforms = new SampleRandom(options.Seed).Uniform,
            Originals = options.Original is null ? null : Encode(batch, options.Original, cancellationToken),
            Keep = options.Keep,
            Trace = options.Trace,
        };
        request.Validate(model);
        var sequences = request.Sequences(model);
        var steps = progress is null ? null : new StepProgress(batch, count, () => sequences.ConvertAll(at => Snapshot(at, session)), progress);
        using var result = AutoregressiveDecoder.Decode(session, sequences, steps, cancellationToken);
        var images = Decode(result.Tokens);
        using var onHost = result.Tokens.cpu();
        var tokens = onHost.data<long>().ToArray().Chunk(TokensPerImage).ToArray();
        Telemetry.Images.Add(batch.Length);
        Telemetry.Tokens.Add((long)batch.Length * TokensPerImage);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Telemetry.BatchDuration.Record(seconds);
        Log.BatchFinished(Logger, request.SampleIndices[0], request.SampleIndices[^1], seconds * 1000,
            batch.Length * (double)TokensPerImage / seconds);
        return batch.Select((_, k) => new GeneratedImage(
            request.SampleIndices[k], request.Classes[k], images[k], tokens[k], result.Traces?[k])).ToList();
    }

    private List<long[]> Encode(long[] batch, Func<long, RgbImage> original, CancellationToken cancellationToken) =>
        batch.Select(i =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SingleImage.Encode(tokenizer, original(i), $"Original {i}", model.Device);
        }).ToList();

    /// <summary>An image as far as it is; what is kept of an original is there from the beginning.</summary>
    private ImageSnapshot Snapshot(Sequence sequence, DecodeSession session)
    {
        var given = sequence.Constraint is not { } constraint ? null
            : Enumerable.Range(0, TokensPerImage).Select(constraint.Forced).ToList();
        return new(new ClassCanvas(tokenizer, model.Device, given) { Owner = this, Drawing = drawing },
            sequence.IsFinished ? sequence.Tokens : session.TokensOf(sequence));
    }

    private List<RgbImage> Decode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        lock (drawing)
            return tokens.split(1).Select(one => SingleImage.Decode(tokenizer, one)).ToList();
    }

    private static long[] Range(long first, long count) => Enumerable.Range(0, (int)count).Select(k => first + k).ToArray();

    /// <summary>Turns the steps of one batch into the progress of the whole generation.</summary>
    private sealed class StepProgress(long[] batch, long count, Func<IReadOnlyList<ImageSnapshot>> snapshots,
        IProgress<GenerationProgress> progress) : IProgress<DecodeProgress>
    {
        public void Report(DecodeProgress value)
        {
            var finished = batch[0] + (value.Step == value.Steps ? batch.Length : 0);
            var tokens = batch[0] * value.Steps + (long)batch.Length * value.Step;
            progress.Report(new(finished, count, tokens, count * value.Steps, snapshots));
        }
    }
}
