using SoftCfg.Imaging;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Runs;

/// <summary>Makes the images of a run of which tokens were kept: later, elsewhere, or on a machine without the generator.</summary>
public static class RunDecoding
{
    /// <summary>Decodes the tokens of a finished run into the images of another folder, as a run that can be gone on with.</summary>
    /// <param name="tokens">The run whose tokens were kept.</param>
    /// <param name="options">Where the images go.</param>
    /// <param name="reconstructor">The model's image tokenizer, loaded with its fingerprint; the caller keeps it.</param>
    /// <param name="progress">Told of every image.</param>
    /// <param name="cancellationToken">Checked at every image, and within large ones.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="ArgumentException">No images would be kept, or class names are missing.</exception>
    /// <exception cref="RunException">
    /// Tokens are missing or damaged, the tokenizer is another one than the run's, or the folder holds another run.
    /// </exception>
    public static RunOutcome Work(RunFolder tokens, DecodingOptions options, ImageReconstructor reconstructor,
        IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var plan = tokens.Plan;
        if (options.Images == ImageStorage.None)
            throw new ArgumentException("Decoding would keep no images. Keep them as files or arrays.", nameof(options));
        if (plan.Classes is { } classes && classes.Labels.Max() >= options.ClassNames.Count)
            throw new ArgumentException($"The run has images of class {classes.Labels.Max()}, but {options.ClassNames.Count} names are given.", nameof(options));
        if (!plan.Tokens)
            throw new RunException(tokens.Path, "this run did not keep its tokens. Run it with --save-tokens.");
        if (reconstructor.Sha256 != plan.Model.TokenizerSha256)
        {
            throw new RunException(tokens.Path, $"these are tokens of the image tokenizer with SHA-256 {plan.Model.TokenizerSha256}, but the " +
                $"one given has {reconstructor.Sha256 ?? "no fingerprint"}. Give the model of the run.");
        }
        tokens.Records.EnsureFinished();
        plan = plan with { Images = options.Images, Tokens = false, Traces = false };
        var texts = new RunTexts(plan) { ClassNames = options.ClassNames };
        return RunWork.Do(new RunPlace(options.Output, options.Device, options.Worker, options.Logger), plan, Decode, progress, cancellationToken);

        IEnumerable<RunImage> Decode(RunChunk chunk, IProgress<GenerationProgress> steps, CancellationToken cancellation)
        {
            var grids = Enumerable.Range(0, chunk.Count).Select(i => GridOf(plan, chunk.First + i)).ToList();
            var codes = ChunkTokens.Read(tokens.Layout.Full(RunLayout.TokensOf(chunk.Number)),
                grids.ConvertAll(grid => grid is null ? reconstructor.TokensPerImage : grid.Rows * grid.Columns));
            for (var i = 0; i < chunk.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var image = Pixels(reconstructor, codes[i], grids[i], cancellation);
                yield return new RunImage(chunk.First + i, image, codes[i], Grid: null, texts.Of(chunk.First + i), Trace: null);
                steps.Report(new GenerationProgress(i + 1, chunk.Count, i + 1, chunk.Count));
            }
        }
    }

    /// <summary>The size of an image of a prompt; null in a run of classes, whose images are all alike.</summary>
    private static ImageGrid? GridOf(RunPlan plan, long index) =>
        plan.Prompts is { } prompts && prompts[plan.LabelOf(index)] is var prompt ? new ImageGrid(prompt.Width, prompt.Height) : null;

    private static RgbImage Pixels(ImageReconstructor reconstructor, long[] codes, ImageGrid? grid, CancellationToken cancellationToken) =>
        grid is null ? reconstructor.Decode(codes) : reconstructor.Decode(codes, grid.Rows, grid.Columns, cancellationToken);
}
