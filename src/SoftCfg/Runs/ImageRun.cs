using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>
/// Samples many images into a folder, with any number of workers that may be stopped, killed and started again: the images are those
/// of one process that was not.
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
        if (FindFinished(options, cancellationToken) is { } finished)
            return new RunOutcome(finished, 0, 0);
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
        var fingerprint = generator.Fingerprint
            ?? throw new ArgumentException("The generator has no fingerprint. Load it with fingerprint: true.", nameof(generator));
        var plan = RunPlan.Of(options, fingerprint);
        return Work(options, plan, Sample, progress, cancellationToken);

        IEnumerable<GeneratedImage> Sample(RunChunk chunk, IProgress<GenerationProgress> steps, CancellationToken cancellation) =>
            generator.Generate(new GenerationOptions
            {
                Classes = Enumerable.Range(0, chunk.Count).Select(i => plan.LabelOf(chunk.First + i)).ToList(),
                FirstIndex = chunk.First,
                Seed = plan.Seed,
                BatchSize = Math.Min(options.BatchSize, plan.ChunkSize),
                Guidance = options.Guidance ?? options.Model.Guidance,
                Sampling = options.Sampling ?? options.Model.Sampling,
                Trace = plan.Traces,
            }, steps, cancellation);
    }

    /// <summary>The same with anything that makes images.</summary>
    internal static RunOutcome Work(RunOptions options, RunPlan plan, ChunkSampler sample, IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        var provenance = new RunProvenance
        {
            Model = plan.Model,
            Classes = options.Model.Classes,
            Guidance = options.Guidance ?? options.Model.Guidance,
            Sampling = options.Sampling ?? options.Model.Sampling,
            Seed = plan.Seed,
            Dtype = Enum.Parse<ScalarType>(plan.Dtype, ignoreCase: true),
            Weights = plan.Weights is { } format ? Enum.Parse<WeightFormat>(format, ignoreCase: true) : null,
            Device = plan.Device,
        };
        var folder = RunFolder.Take(options.Output, plan);
        using var worker = Join(folder, options, image => provenance.TextOf(image), progress);
        var (images, seconds) = worker.Run(sample, cancellationToken);
        return new RunOutcome(folder, images, seconds);
    }

    private static RunWorker Join(RunFolder folder, RunOptions options,
        Func<GeneratedImage, IEnumerable<KeyValuePair<string, string>>> textOf, IProgress<RunProgress>? progress)
    {
        try
        {
            return new RunWorker(folder, options.Worker, options.Device.ToString(), options.Logger, textOf, progress);
        }
        catch (Exception e) when (folder.Refusal(e) is not null)
        {
            throw folder.Refusal(e)!;
        }
    }

    /// <summary>
    /// Finds what is wrong with the folder before minutes are spent on a model; and a run that is finished, for which none is needed.
    /// </summary>
    private static RunFolder? FindFinished(RunOptions options, CancellationToken cancellation)
    {
        RunFolder.Prepare(options.Output);
        if (!RunFolder.IsRun(options.Output))
            return null;
        RunFolder.EnsureIsOf(options.Output, RunPlan.Of(options, new ModelFingerprint(options.Model.Name, "", "")), "model");
        var folder = RunFolder.Open(options.Output);
        if (folder.Finished() < folder.Plan.Chunks)
            return null;
        RunFolder.EnsureIsOf(options.Output, RunPlan.Of(options, ModelFingerprint.Compute(options.Model, cancellation)));
        folder.ForgetDamagedRecords(options.Logger);
        return folder.Finished() == folder.Plan.Chunks ? folder : null;
    }
}
