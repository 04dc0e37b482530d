namespace SoftCfg.Runs;

/// <summary>A process's work on a run, whatever makes its images.</summary>
internal static class RunWork
{
    /// <summary>Begins a run, joins it or goes on with it, and works until it is finished.</summary>
    /// <param name="place">Where.</param>
    /// <param name="plan">What there is to make.</param>
    /// <param name="sample">Makes the images of a chunk.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <exception cref="RunException">The folder holds another run, or cannot be written.</exception>
    internal static RunOutcome Do(RunPlace place, RunPlan plan, ChunkSampler sample, IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        var folder = RunStart.Take(place.Output, plan);
        using var worker = Join(folder, place, progress);
        var (images, seconds) = worker.Run(sample, cancellationToken);
        return new RunOutcome(folder, images, seconds);
    }

    /// <summary>
    /// Finds what is wrong with the folder before minutes are spent on a model; and a run that is finished, for which none is needed.
    /// </summary>
    /// <param name="place">Where.</param>
    /// <param name="planOf">What there is to make, of a model.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="fingerprint">Reads its weights, to fingerprint them.</param>
    /// <returns>What there is nothing to do about; null where there is something.</returns>
    /// <exception cref="RunException">The folder holds another run, or cannot be written.</exception>
    internal static RunOutcome? FindFinished(RunPlace place, Func<ModelFingerprint, RunPlan> planOf, string model, Func<ModelFingerprint> fingerprint)
    {
        RunStart.Prepare(place.Output);
        if (!RunFolder.IsRun(place.Output))
            return null;
        RunStart.EnsureIsOf(place.Output, planOf(new ModelFingerprint(model, "", "")), "model");
        var folder = RunFolder.Open(place.Output);
        if (folder.Records.Finished() < folder.Plan.Chunks)
            return null;
        RunStart.EnsureIsOf(place.Output, planOf(fingerprint()));
        folder.Records.ForgetDamaged(place.Logger);
        return folder.Records.Finished() == folder.Plan.Chunks ? new RunOutcome(folder, 0, 0) : null;
    }

    /// <summary>The fingerprint of a generator.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal static ModelFingerprint FingerprintOf(ModelFingerprint? found, string parameter) =>
        found ?? throw new ArgumentException("The generator has no fingerprint. Load it with fingerprint: true.", parameter);

    private static RunWorker Join(RunFolder folder, RunPlace place, IProgress<RunProgress>? progress)
    {
        try
        {
            return new RunWorker(folder, place, progress);
        }
        catch (Exception e) when (folder.Refusal(e) is not null)
        {
            throw folder.Refusal(e)!;
        }
    }
}
