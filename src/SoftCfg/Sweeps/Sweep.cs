using SoftCfg.Evaluation;

namespace SoftCfg.Sweeps;

/// <summary>
/// Compares settings of guidance on a model: samples the same images (seed, indices and classes) at every point of a grid
/// and evaluates each set against one reference.
/// </summary>
/// <remarks>
/// <para>The output folder holds <c>sweep.json</c>, <c>sweep.md</c> and <c>sweep.csv</c>, written anew after every point,
/// and a folder per point with <c>result.json</c>, the statistics of its images, and if they are kept the images.</para>
/// <para>A sweep can be stopped or killed at any time. Run again, it goes on where it was: finished points are read, not
/// repeated, and of an unfinished one at most <see cref="SweepOptions.ChunkSize"/> images are sampled again. The figures
/// are those of a run without a stop, bit for bit on one machine with the same batch size and threads. A folder may also
/// be gone on with by a larger grid.</para>
/// </remarks>
public static class Sweep
{
    /// <summary>Runs a sweep, or goes on with it.</summary>
    /// <param name="options">What to sample.</param>
    /// <param name="network">What looks at the images; the caller keeps it.</param>
    /// <param name="progress">Told of every token step and every step of an evaluation.</param>
    /// <param name="cancellationToken">Checked at each of them.</param>
    /// <returns>The figures of all points of the grid, in its order.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="SweepException">
    /// The folder holds another sweep (the message says what differs), is in use, cannot be written or is that of the
    /// reference; or the network does not take images of the model's size.
    /// </exception>
    /// <exception cref="EvaluationFileException">The reference cannot be used.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The model cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; run again to go on.</exception>
    public static SweepTable Run(SweepOptions options, IFeatureNetwork network, IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        SweepFolder.EnsureIsNot(options.Output, options.Reference);
        using var folder = SweepFolder.Open(options.Output);
        var plan = SweepPlan.Of(options, network, cancellationToken);
        folder.EnsureIsOf(plan);
        return new SweepRun(options, network, folder, plan, progress, cancellationToken).Run();
    }
}
