using System.Diagnostics;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Npz;
using SoftCfg.Runs;
using SoftCfg.Traces;
using TorchSharp;

namespace SoftCfg.Cli.Sampling;

/// <summary>
/// One run of <c>softcfg sample</c>: loads a model, samples the images of every kind, writes the files.
/// </summary>
internal sealed class SampleRun
{
    private const int DefaultPerClass = 4;
    private const int MostByDefault = 40;
    // Small images cost little memory, and a step of few rows little less than one of many.
    private const int LeastBatch = 16;
    private const int TokensTogether = 4096;
    private static readonly TimeSpan BetweenPreviews = TimeSpan.FromMilliseconds(200);

    // Hours, for most models: long enough to be stopped on the way.
    private const int Many = 1000;

    private readonly SampleOptions options;
    private readonly Session session;
    private readonly OutputFolder output;
    private readonly ModelDescription model;
    private readonly Originals? originals;
    private readonly ClassCycle classes;
    private readonly int count;
    private readonly LivePreview? preview;
    private int batch;
    private long handedOver;

    /// <summary>Checks what only the model's description can answer; loads nothing yet.</summary>
    public SampleRun(SampleOptions options, Session session)
    {
        (this.options, this.session) = (options, session);
        output = new OutputFolder(options.Output, options.Kinds);
        model = options.Model;
        var labels = ClassSelection.Resolve(options.Classes, model);
        originals = Originals.Find(options.Reconstruct, session);
        count = options.Count ?? originals?.Count ?? Math.Min(DefaultPerClass * labels.Count, MostByDefault);
        classes = originals?.Classes(options.Classes.Count == 0 ? [] : labels, model, count) ??
            new ClassCycle(labels, labels.Count, count);
        originals?.RefuseReplacing(output, count);
        var refusal = options.Preview ? PictureTerminal.Refusal(session) : null;
        if (refusal is not null)
            session.Note($"--preview draws nothing: {refusal}.");
        // Loading does so as well; here libtorch is still being loaded.
        model.Validate();
        preview = options.Preview && refusal is null ? new LivePreview(BetweenPreviews) : null;
    }

    private long Total => (long)count * options.Kinds.Count;

    /// <summary>Does everything and prints the summary.</summary>
    public void Run()
    {
        var device = DeviceChoice.Find(options.Device);
        torch.set_num_threads(options.Threads);
        SayWhatIsPlain();
        SayWhatGoesOn();
        WeightsChoice.Check(options.Weights, options.Dtype, device);
        SlowProducts.Say(session, options.Dtype, device);
        using var hold = output.Take();
        SampleSummary? summary = null;
        try
        {
            new ProgressView(session).Run($"loading {model.Name}", progress => summary = Sample(device, progress));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"stopped; {handedOver} of {Total} images are finished, in '{options.Output}'.", e);
        }
        summary!.Write(session.Output);
    }

    /// <summary>Published configurations turn SoftCFG off by its strength; whoever asks for it should know.</summary>
    private void SayWhatIsPlain()
    {
        if (options.Kinds.Contains(GuidanceKind.SoftCfg) && options.Guidance(GuidanceKind.SoftCfg).Strength == 0)
            session.Note("SoftCFG at strength 0 is plain CFG; give a --strength above 0.");
    }

    /// <summary>This command begins anew whenever it is run (docs/adr/0014-sample-and-run.md).</summary>
    private void SayWhatGoesOn()
    {
        if (Total >= Many)
            session.Note($"'softcfg run' takes the same options, samples the same {Total} images, and goes on after a stop, with several workers if asked.");
    }

    private SampleSummary Sample(torch.Device device, IProgress<ProgressStep> progress)
    {
        using var trace = OpenTrace();
        using var generator = ImageGenerator.Load(model, options.Dtype, device, options.Weights, fingerprint: true,
            cancellationToken: session.Cancellation);
        var fingerprint = generator.Fingerprint!;
        batch = options.Batch ?? Math.Max(LeastBatch, TokensTogether / generator.TokensPerImage);
        var sheet = new SampleSheet(options.Kinds, classes, generator.ImageSize);
        // Whatever goes wrong is said when the sheet is drawn.
        _ = Task.Run(SampleSheet.DrawForNobody);
        var started = Stopwatch.GetTimestamp();
        using (var pictures = new PictureWriter())
        {
            foreach (var kind in options.Kinds)
                SampleKind(generator, kind, fingerprint, sheet, trace, pictures, progress);
            pictures.Finish();
        }
        trace?.Complete();
        WriteSheet(sheet);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new SampleSummary(options, model, output, count, generator.TokensPerImage, generator.Weights, seconds);
    }

    private void SampleKind(ImageGenerator generator, GuidanceKind kind, ModelFingerprint fingerprint,
        SampleSheet sheet, TraceWriter? trace, PictureWriter pictures, IProgress<ProgressStep> progress)
    {
        var size = generator.ImageSize;
        var generation = new GenerationOptions
        {
            Classes = classes.Labels,
            Count = count,
            Seed = options.Seed,
            BatchSize = batch,
            Guidance = options.Guidance(kind),
            Sampling = options.Sampling,
            Trace = trace is not null,
            Original = originals is null ? null : i => sheet.AddOriginal(i, originals.Read(i, size)),
            Keep = options.Keep ?? 0,
        };
        var provenance = new RunProvenance
        {
            Model = fingerprint,
            Classes = model.Classes,
            Guidance = generation.Guidance,
            Sampling = generation.Sampling,
            Seed = options.Seed,
            Keep = generation.Keep,
            Dtype = options.Dtype,
            Weights = generator.Weights,
            Device = options.Device,
        };
        OlderImages.Note(output.Images(kind), index => TextOf(new(index, classes.Of(index), new(1, 1, new byte[3]), [], null)), session);
        using var npz = options.Npz ? new NpzWriter(output.Npz(kind), size, size) : null;
        foreach (var formula in GuidanceFormula.Of(generation.Guidance))
            session.Note($"{SampleSheet.Title(kind)}: {formula}");
        var kindProgress = new KindProgress(this, kind, progress);
        foreach (var image in generator.Generate(generation, kindProgress, session.Cancellation))
        {
            // Not cancelled between the images of a batch: their tokens are paid for.
            pictures.Write(output.Image(kind, image.Index), image.Image, TextOf(image));
            npz?.Append(image.Image);
            trace?.Append(image, kind);
            sheet.Add(kind, image);
            handedOver++;
            kindProgress.Finished(image);
        }
        npz?.Complete();

        IReadOnlyList<KeyValuePair<string, string>> TextOf(GeneratedImage image) =>
            provenance.TextOf(image, originals?.NameOf(image.Index));
    }

    private void WriteSheet(SampleSheet sheet)
    {
        var footer = SampleSheet.Describe(options);
        PngWriter.Write(output.Sheet, sheet.Draw(model, footer), [
            new("Software", $"SoftCfg {RunProvenance.LibraryVersion}"),
            new("Title", model.Name),
            new("Comment", footer),
        ]);
    }

    private TraceWriter? OpenTrace()
    {
        try
        {
            return options.Trace is null ? null : new TraceWriter(options.Trace, model.Name,
                options.Kinds.Select(options.Guidance).ToList(), options.Sampling);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--trace: cannot write '{options.Trace}': {e.Message}");
        }
    }

    /// <summary>Turns the progress of one kind into that of the run.</summary>
    private sealed class KindProgress(SampleRun run, GuidanceKind kind, IProgress<ProgressStep> progress)
        : IProgress<GenerationProgress>
    {
        private readonly long before = run.handedOver;

        public void Report(GenerationProgress value) => Report(value.Images, (double)value.Tokens / value.TotalTokens,
            value.Images < value.TotalImages ? run.preview?.Grown(value.Snapshots) : null);

        /// <summary>Notes an image that is finished; shows the batch with its last one.</summary>
        public void Finished(GeneratedImage image)
        {
            if (run.preview is not { } preview)
                return;
            var place = (int)(image.Index % run.batch);
            preview.Finished(place, image.Image);
            if (place == run.batch - 1 || image.Index == run.count - 1)
                Report(image.Index + 1, (image.Index + 1.0) / run.count, preview.Whole(place + 1));
        }

        private void Report(long images, double done, IReadOnlyList<RgbImage>? pictures) => progress.Report(new(
            $"{SampleSheet.Title(kind)}: {images} of {run.count} images", (before + done * run.count) / run.Total, pictures));
    }
}
