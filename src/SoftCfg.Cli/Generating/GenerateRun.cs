using System.Diagnostics;
using SoftCfg.Cli.Sampling;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Text.Prompts;
using SoftCfg.Traces;
using TorchSharp;

namespace SoftCfg.Cli.Generating;

/// <summary>One run of <c>softcfg generate</c>: loads the model, generates the images of every kind, writes the files.</summary>
internal sealed class GenerateRun
{
    private readonly GenerateOptions options;
    private readonly Session session;
    private readonly OutputFolder output;
    private readonly PictureList pictures;
    private readonly bool draws;
    private PreviewFile? preview;
    private long finished;

    /// <summary>Checks what needs no weights.</summary>
    public GenerateRun(GenerateOptions options, Session session)
    {
        (this.options, this.session) = (options, session);
        output = new OutputFolder(options.Output, options.Kinds);
        draws = options.DrawsPreview && PictureTerminal.Refusal(session) is null;
        pictures = PictureList.Read(options.Prompts);
        ImageFiles.RefuseReplacing(options.Prompts.Select(request => request.Picture).OfType<string>(),
            path => output.Holds(path, (int)Math.Min(options.Count, int.MaxValue)));
    }

    private long Total => options.Count * options.Kinds.Count;

    /// <summary>Does everything and prints the summary.</summary>
    public void Run()
    {
        var device = DeviceChoice.Find(options.Device);
        torch.set_num_threads(options.Threads);
        WeightsChoice.Check(options.Weights, options.Dtype, device);
        SlowProducts.Say(session, options.Dtype, device);
        CheckPrompts();
        using var hold = output.Take();
        GenerateSummary? summary = null;
        try
        {
            new ProgressView(session).Run($"loading {options.Model}", progress => summary = Generate(device, progress));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"stopped; {finished} of {Total} images are finished, in '{options.Output}'.{(preview?.Said is { } said ? $" {said}" : "")}", e);
        }
        summary!.Write(session.Output);
    }

    /// <summary>Encodes the prompts, with pictures of the right size: what is refused is told before minutes of loading.</summary>
    private void CheckPrompts()
    {
        var encoder = PromptImageGenerator.LoadEncoder(options.Model, options.ImageTokenizer);
        foreach (var request in options.Prompts)
            PromptRequest.Checked(request.Origin, () => encoder.Encode(request.Prompt with { Picture = pictures.OutlineOf(request) }));
    }

    private GenerateSummary Generate(torch.Device device, IProgress<ProgressStep> progress)
    {
        using var trace = OpenTrace();
        var loading = Stopwatch.GetTimestamp();
        using var generator = PromptImageGenerator.Load(options.Model, options.ImageTokenizer, options.Dtype, device, options.Weights,
            fingerprint: true, progress: new Relay<double>(share => progress.Report(new($"loading {options.Model}", share))),
            cancellationToken: session.Cancellation);
        var loaded = Stopwatch.GetElapsedTime(loading).TotalSeconds;
        var prompts = options.Prompts.Select(request => request.Prompt with { Picture = pictures.CodesOf(request, generator) }).ToList();
        var sheet = new GenerateSheet(options);
        var started = Stopwatch.GetTimestamp();
        var (tokens, figures) = (0L, new List<JacobiFigures>());
        foreach (var kind in options.Kinds)
        {
            foreach (var image in GenerateKind(generator, prompts, kind, trace, new KindProgress(this, kind, started, progress)))
            {
                sheet.Add(kind, image);
                tokens += image.Tokens.Count;
                if (image.Jacobi is { } one)
                    figures.Add(one);
            }
        }
        trace?.Complete();
        WriteSheet(sheet, generator.Fingerprint!);
        return new GenerateSummary(options, output, generator.Fingerprint!.Name, generator.Weights, tokens, loaded,
            Stopwatch.GetElapsedTime(started).TotalSeconds, options.Jacobi is null ? null : JacobiFigures.Sum(figures));
    }

    private IEnumerable<PromptImage> GenerateKind(PromptImageGenerator generator, IReadOnlyList<ImagePrompt> prompts, GuidanceKind kind,
        TraceWriter? trace, KindProgress progress)
    {
        var generation = new PromptOptions
        {
            Prompts = prompts,
            Count = options.Count,
            Seed = options.Seed,
            BatchSize = options.Batch,
            Guidance = options.Guidance(kind),
            DecaysAsReleased = options.DecaysAsReleased,
            Sampling = options.Sampling,
            Jacobi = options.Jacobi,
            Trace = trace is not null,
        };
        var provenance = new PromptProvenance
        {
            Model = generator.Fingerprint!,
            Guidance = options.Guidance(kind),
            DecaysAsReleased = options.DecaysAsReleased,
            Sampling = options.Sampling,
            Jacobi = options.Jacobi,
            Seed = options.Seed,
            Dtype = options.Dtype,
            Weights = generator.Weights,
            Device = options.Device,
        };
        OlderImages.Note(output.Images(kind), TextOf, session);
        foreach (var formula in GenerateSummary.Formulas(options, kind))
            session.Note($"{GuidanceNames.TitleOf(kind)}: {formula}");
        preview = options.Preview is { } between ? new PreviewFile(output.Preview, between, TextOf) : null;
        foreach (var image in generator.Generate(generation, progress, session.Cancellation))
        {
            // Not cancelled between the images of a batch: their tokens are paid for.
            PngWriter.Write(output.Image(kind, image.Index), image.Image, TextOf(image.Index));
            preview?.Remove();
            trace?.Append(image, kind);
            finished++;
            progress.Finished(image);
            yield return image;
        }

        IReadOnlyList<KeyValuePair<string, string>> TextOf(long index)
        {
            var request = options.PromptOf(index);
            return provenance.TextOf(index, request.Prompt.Again(index / options.Prompts.Count), request.Picture is { } picture ? Path.GetFileName(picture) : null);
        }
    }

    private void WriteSheet(GenerateSheet sheet, ModelFingerprint model)
    {
        var footer = SmallPrint.Of(options.Seed, options.Kinds.Select(options.Guidance).ToList(), options.Sampling,
            options.DecaysAsReleased ? "scale decays as released" : "");
        PngWriter.Write(output.Sheet, sheet.Draw(model.Name, footer), [
            new("Software", $"SoftCfg {RunProvenance.LibraryVersion}"),
            new("Title", model.Name),
            new("Comment", footer),
        ]);
    }

    private TraceWriter? OpenTrace()
    {
        try
        {
            return options.Trace is null ? null : new TraceWriter(options.Trace, "Lumina-mGPT 2.0",
                options.Kinds.Select(options.Guidance).ToList(), options.Sampling);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--trace: cannot write '{options.Trace}': {e.Message}");
        }
    }

    /// <summary>Turns the progress of one kind into that of the run, by image row with the time that is left.</summary>
    private sealed class KindProgress(GenerateRun run, GuidanceKind kind, long started, IProgress<ProgressStep> progress)
        : IProgress<PromptProgress>
    {
        private readonly long before = run.finished;

        public void Report(PromptProgress value)
        {
            var picture = run.preview?.Report(value, run.session.Cancellation);
            var fraction = (before + (double)value.Tokens / value.TotalTokens * run.options.Count) / run.Total;
            // A bar has a column for it.
            var left = run.session.Live is null ? $", {TimeLeft.Of(Stopwatch.GetElapsedTime(started), fraction)}" : "";
            progress.Report(new($"{GuidanceNames.TitleOf(kind)}: {value.Images} of {value.TotalImages} images, image {value.Index} row " +
                $"{value.Rows} of {value.TotalRows}{left}", fraction, run.draws && picture is not null ? [picture] : null));
        }

        /// <summary>Shows an image that is finished.</summary>
        public void Finished(PromptImage image)
        {
            if (run.draws)
                progress.Report(new($"{GuidanceNames.TitleOf(kind)}: image {image.Index}", (double)run.finished / run.Total, [image.Image]));
        }
    }
}
