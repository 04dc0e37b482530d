using SoftCfg.Diagnostics;
using SoftCfg.Evaluation.Metrics;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Imaging;

namespace SoftCfg.Evaluation;

/// <summary>
/// Judges samples against a reference as the evaluator of guided-diffusion does (<c>evaluations/evaluator.py</c>): Inception
/// Score, FID, sFID, precision and recall.
/// </summary>
/// <remarks>
/// <para>A set of images is an <c>.npz</c> file with <c>arr_0</c>, uint8 [N, H, W, 3], and possibly statistics
/// (<c>mu</c>, <c>sigma</c>, <c>mu_s</c>, <c>sigma_s</c>); a folder of images, as
/// <see cref="ImageFolder"/> finds them; or a file of
/// <see cref="ImageSetStatistics.Write"/>. Images are read piece by piece. Kept in memory are the features and logits of
/// every image, 12 kB with the Inception network.</para>
/// <para>Equal files give equal figures, bit for bit on one machine, whatever the batch size.</para>
/// </remarks>
public static class Evaluator
{
    /// <summary>Images that precision and recall need: one, and its three neighbours.</summary>
    public const int MinimumImages = NeighbourRadii.Neighbours + 1;

    /// <summary>Judges samples: measures both sets and compares them.</summary>
    /// <param name="reference">The file or folder of the reference.</param>
    /// <param name="sample">The file or folder of the samples.</param>
    /// <param name="network">What looks at the images; the caller keeps it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told of every batch and step.</param>
    /// <param name="cancellationToken">Checked at every batch and step.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="EvaluationFileException">A file cannot be used; both are opened before any image is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that makes no sense.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Evaluate(string reference, string sample, IFeatureNetwork network,
        EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new EvaluationOptions();
        options.Validate();
        using var referenceSource = Open(reference, network);
        using var sampleSource = Open(sample, network);
        using var referenceStatistics =
            Measure(referenceSource, EvaluationStage.ReferenceImages, network, options, progress, cancellationToken);
        using var sampleStatistics =
            Measure(sampleSource, EvaluationStage.SampleImages, network, options, progress, cancellationToken);
        return Compare(referenceStatistics, sampleStatistics, options, progress, cancellationToken);
    }

    /// <summary>
    /// Opens a set and looks at no image: finds now what <c>Measure</c> would find before its first image, which may
    /// be hours later.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="network">What will look at the images; the caller keeps it.</param>
    /// <exception cref="EvaluationFileException">The file cannot be used.</exception>
    public static void EnsureUsable(string path, IFeatureNetwork network) => Open(path, network).Dispose();

    /// <summary>Looks at one set, for <see cref="Compare"/> or to keep in a file.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="network">What looks at the images; the caller keeps it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told of every batch, as <see cref="EvaluationStage.SampleImages"/>.</param>
    /// <param name="cancellationToken">Checked at every batch.</param>
    /// <returns>What is known of the set; the caller disposes it.</returns>
    /// <exception cref="EvaluationFileException">The file cannot be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that makes no sense.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImageSetStatistics Measure(string path, IFeatureNetwork network, EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new EvaluationOptions();
        options.Validate();
        using var source = Open(path, network);
        return Measure(source, EvaluationStage.SampleImages, network, options, progress, cancellationToken);
    }

    /// <summary>Looks at one set whose images are in several files or folders.</summary>
    /// <param name="paths">They, in the order of the images; at least one.</param>
    /// <param name="network">What looks at the images; the caller keeps it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told of every batch, as <see cref="EvaluationStage.SampleImages"/>.</param>
    /// <param name="cancellationToken">Checked at every batch.</param>
    /// <returns>What is known of the set, as if it were in one file; the caller disposes it.</returns>
    /// <exception cref="EvaluationFileException">One cannot be used, holds no images, or images of another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that makes no sense.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImageSetStatistics Measure(IReadOnlyList<string> paths, IFeatureNetwork network,
        EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count);
        options ??= new EvaluationOptions();
        options.Validate();
        using var images = new ImageSequence(paths, network);
        return ImageSetMeasurement.Run(images, known: null, network, options.BatchSize,
            (done, total) => progress?.Report(new EvaluationProgress(EvaluationStage.SampleImages, done, total)),
            cancellationToken);
    }

    /// <summary>Compares two sets that a network has looked at.</summary>
    /// <param name="reference">The reference; the caller keeps it.</param>
    /// <param name="sample">The samples; the caller keeps them.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">Two networks have looked.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that makes no sense.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Compare(ImageSetStatistics reference, ImageSetStatistics sample,
        EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new EvaluationOptions();
        options.Validate();
        if (reference.Network != sample.Network)
        {
            throw new ArgumentException($"The reference was seen by the network '{reference.Network}', the samples by " +
                $"'{sample.Network}'; figures need one network.", nameof(sample));
        }
        return new Comparison(reference, sample, options, progress, cancellationToken).Run();
    }

    /// <summary>
    /// Splits a reference in two at random and compares one half with the other: what the figures are of samples that could not be
    /// better, at half its count. The spatial features of single images are not kept, so there is no sFID.
    /// </summary>
    /// <param name="reference">The reference, with the features of its images; the caller keeps it.</param>
    /// <param name="options">How; its seed decides the halves. Null for the defaults.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Checked at every step.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">Only statistics are known of the reference, or fewer than eight images.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult SelfTest(ImageSetStatistics reference, EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new EvaluationOptions();
        options.Validate();
        using var halves = new SetHalves(reference, options.Seed);
        return Compare(halves.First, halves.Second, options, progress, cancellationToken);
    }

    private static EvaluationSource Open(string path, IFeatureNetwork network)
    {
        var source = EvaluationSource.Open(path, network);
        var count = source.Images?.Count ?? source.Statistics?.Count ?? 0;
        if (count >= MinimumImages || (source.Images is null && count == 0))
            return source;
        source.Dispose();
        throw new EvaluationFileException(path, $"there are {count} images; an evaluation needs at least {MinimumImages}, " +
            "and tens of thousands for figures that mean something.");
    }

    private static ImageSetStatistics Measure(EvaluationSource source, EvaluationStage stage, IFeatureNetwork network,
        EvaluationOptions options, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        if (source.TakeStatistics() is { } statistics)
            return statistics;
        var moments = source.TakeMoments();
        if (source.Images is null)
            return new ImageSetStatistics(network.Fingerprint, moments!, features: null, logits: null);
        try
        {
            var measured = ImageSetMeasurement.Run(source.Images, moments, network, options.BatchSize,
                (done, total) => progress?.Report(new EvaluationProgress(stage, done, total)), cancellationToken);
            Log.SetMeasured(options.Logger, measured.Count, stage);
            return measured;
        }
        catch
        {
            moments?.Dispose();
            throw;
        }
    }
}
