using SoftCfg.Checkpoints;
using SoftCfg.Imaging;

namespace SoftCfg.Runs;

/// <summary>
/// Samples many images of classes into a folder, with any number of workers that may be stopped, killed and started again: the images
/// are those of one process that was not.
/// </summary>
/// <remarks>
/// <para>The folder has a plan, <c>run.json</c>, written once. The images are cut into chunks; a worker claims a chunk, samples it, and
/// writes its files under temporary names, renames them, and then writes the chunk's record with their checksums. Only a chunk that has a
/// record counts. Workers share nothing but the folder.</para>
/// <para>The same bytes come from any number of workers where our kernels compute; where libtorch does, from the same batch size.</para>
/// </remarks>
public static class ImageRun
{
    /// <summary>Begins a run, joins it or goes on with it, and works until it is finished.</summary>
    /// <param name="options">What to sample.</param>
    /// <param name="progress">Told of every token step.</param>
    /// <param name="cancellationToken">Checked at every token step; the chunks at work are left to others.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="RunException">The folder holds another run (the message says what differs), or cannot be written.</exception>
    /// <exception cref="CheckpointException">The model cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the same options go on.</exception>
    public static RunOutcome Work(RunOptions options, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (RunWork.FindFinished(options.Place, model => RunPlan.Of(options, model), options.Model.Name,
            () => ModelFingerprint.Compute(options.Model, cancellationToken)) is { } finished)
        {
            return finished;
        }
        using var generator = ImageGenerator.Load(options.Model, options.Dtype, options.Device, options.Weights, fingerprint: true,
            options.Logger, cancellationToken);
        return Work(options, generator, progress, cancellationToken);
    }

    /// <summary>The same with a generator that is loaded.</summary>
    /// <param name="options">What to sample.</param>
    /// <param name="generator">The generator of <see cref="RunOptions.Model"/>, loaded with its fingerprint; the caller keeps it.</param>
    /// <param name="progress">Told of every token step.</param>
    /// <param name="cancellationToken">Checked at every token step; the chunks at work are left to others.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the generator has no fingerprint.</exception>
    /// <exception cref="RunException">The folder holds another run (the message says what differs), or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the same options go on.</exception>
    public static RunOutcome Work(RunOptions options, ImageGenerator generator, IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        var plan = RunPlan.Of(options, RunWork.FingerprintOf(generator.Fingerprint, nameof(generator)));
        var texts = new RunTexts(plan) { ClassNames = options.Model.Classes, Guidance = options.EffectiveGuidance };
        return RunWork.Do(options.Place, plan, Sample, progress, cancellationToken);

        IEnumerable<RunImage> Sample(RunChunk chunk, IProgress<GenerationProgress> steps, CancellationToken cancellation) =>
            generator.Generate(new GenerationOptions
            {
                Classes = Enumerable.Range(0, chunk.Count).Select(i => plan.LabelOf(chunk.First + i)).ToList(),
                FirstIndex = chunk.First,
                Seed = plan.Seed,
                BatchSize = options.Batch,
                Guidance = options.EffectiveGuidance,
                Sampling = options.EffectiveSampling,
                Original = options.Originals is { } originals ? i => CenterCrop.Apply(originals.Of(chunk.First + i).Read(), generator.ImageSize) : null,
                Keep = options.Originals?.Keep ?? 0,
                Trace = plan.Traces,
            }, steps, cancellation).Select(image => new RunImage(image.Index, image.Image, image.Tokens, Grid: null, texts.Of(image.Index),
                image.Trace is null ? null : trace => trace.Append(image, plan.Guidance.Kind)));
    }
}
