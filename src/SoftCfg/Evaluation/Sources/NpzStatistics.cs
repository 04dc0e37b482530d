using SoftCfg.Evaluation.Metrics;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>
/// Statistics in an archive: <c>mu</c>, <c>sigma</c> of the features and <c>mu_s</c>, <c>sigma_s</c> of the spatial ones.
/// </summary>
/// <remarks>
/// The evaluator of guided-diffusion asks for the key <c>mu</c> alone. If it is there, so must be the others, as far as the
/// network has such features, and they stand in for the moments of <c>arr_0</c>, whose images then serve precision, recall
/// and Inception Score only: the published references have statistics of a whole training set beside 10,000 images.
/// </remarks>
internal static class NpzStatistics
{
    /// <summary>Whether the archive's own statistics are to be used.</summary>
    internal static bool AreIn(NpzArchive archive) => archive.Has("mu");

    /// <summary>Reads the statistics of a network's features.</summary>
    /// <exception cref="EvaluationFileException">An array is missing, of another size or type, or not finite.</exception>
    internal static ImageSetMoments Read(NpzArchive archive, IFeatureNetwork network)
    {
        using var scope = NewDisposeScope();
        var mu = ReadArray(archive, "mu", network.FeatureCount);
        var sigma = ReadCovariance(archive, "sigma", network.FeatureCount);
        if (network.SpatialFeatureCount == 0)
            return new ImageSetMoments(new FeatureMoments(mu, sigma), Spatial: null);
        var spatialMu = ReadArray(archive, "mu_s", network.SpatialFeatureCount);
        var spatialSigma = ReadCovariance(archive, "sigma_s", network.SpatialFeatureCount);
        return new ImageSetMoments(new FeatureMoments(mu, sigma), new FeatureMoments(spatialMu, spatialSigma));
    }

    private static Tensor ReadCovariance(NpzArchive archive, string key, long size)
    {
        var sigma = ReadArray(archive, key, size, size);
        StatisticsChecks.EnsureSymmetric(archive.Path, key, sigma);
        return sigma;
    }

    private static Tensor ReadArray(NpzArchive archive, string key, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var array = archive.OpenArray(key, ScalarType.Float32, ScalarType.Float64);
        if (!array.Shape.SequenceEqual(shape))
        {
            throw array.Error($"has shape [{string.Join(", ", array.Shape)}]; the network's features need " +
                $"[{string.Join(", ", shape)}]. These are statistics of another network.");
        }
        var values = array.ReadWhole().to(ScalarType.Float64).contiguous();
        StatisticsChecks.EnsureFinite(archive.Path, key, values);
        return values.MoveToOuterDisposeScope();
    }
}
