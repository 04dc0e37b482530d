using SoftCfg.Checkpoints;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>
/// Statistics of a set of images in a safetensors file: <c>mu</c>, <c>sigma</c>, where the network has spatial features
/// <c>mu_s</c>, <c>sigma_s</c>, and for every image, unless left out, <c>features</c> and <c>logits</c>.
/// </summary>
internal static class StatisticsFile
{
    private const string FormatKey = "softcfg.statistics", Format = "1";
    private const string NetworkKey = "network";
    private const string OfFeaturesKey = "moments_are_of_features";

    internal static void Write(string path, ImageSetStatistics statistics, bool withImages)
    {
        var tensors = new List<(string, Tensor)>
        {
            ("mu", statistics.Moments.Features.Mean),
            ("sigma", statistics.Moments.Features.Covariance),
        };
        if (statistics.Moments.Spatial is { } spatial)
            tensors.AddRange([("mu_s", spatial.Mean), ("sigma_s", spatial.Covariance)]);
        if (withImages && statistics is { Features: { } features, Logits: { } logits })
            tensors.AddRange([("features", features), ("logits", logits)]);
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = Format,
            [NetworkKey] = statistics.Network,
            [OfFeaturesKey] = statistics.MomentsAreOfFeatures ? "yes" : "no",
        });
    }

    /// <summary>Reads a file that the same network made.</summary>
    /// <exception cref="EvaluationFileException">It is damaged, no such file, or of another network.</exception>
    internal static ImageSetStatistics Read(string path, IFeatureNetwork network)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            EnsureOf(file, network);
            return Read(file, network);
        }
        catch (CheckpointException e)
        {
            throw new EvaluationFileException(path, e.Problem, e);
        }
    }

    private static void EnsureOf(SafetensorsFile file, IFeatureNetwork network)
    {
        if (file.Metadata.GetValueOrDefault(FormatKey) is not { } format)
        {
            throw new EvaluationFileException(file.Path, "this safetensors file holds no statistics of images. Give a file " +
                "that an evaluation has written, an .npz file or a folder of PNG images.");
        }
        if (format != Format)
        {
            throw new EvaluationFileException(file.Path, $"the statistics are in format '{format}', known is '{Format}'. " +
                "Make them anew from the images, or use a newer version.");
        }
        var made = file.Metadata.GetValueOrDefault(NetworkKey, "");
        if (made != network.Fingerprint)
        {
            throw new EvaluationFileException(file.Path, $"the statistics were made with the network '{made}', this " +
                $"evaluation uses '{network.Fingerprint}'. Figures of two networks cannot be compared: make the " +
                "statistics anew from the images.");
        }
    }

    private static ImageSetStatistics Read(SafetensorsFile file, IFeatureNetwork network)
    {
        using var scope = NewDisposeScope();
        Tensor Read(string name, params long[] shape) => ReadTensor(file, name, ScalarType.Float64, shape);
        var (size, spatialSize) = ((long)network.FeatureCount, (long)network.SpatialFeatureCount);
        var (mu, sigma) = (Read("mu", size), Read("sigma", size, size));
        var spatial = spatialSize == 0 ? null : new[] { Read("mu_s", spatialSize), Read("sigma_s", spatialSize, spatialSize) };
        var count = file.Find("features")?.Shape is [var rows, _] ? rows : 0;
        var features = count == 0 ? null : ReadTensor(file, "features", ScalarType.Float32, count, size);
        var logits = count == 0 ? null : ReadTensor(file, "logits", ScalarType.Float32, count, network.ClassCount);

        var moments = new ImageSetMoments(new FeatureMoments(mu, sigma),
            spatial is null ? null : new FeatureMoments(spatial[0], spatial[1]));
        return new ImageSetStatistics(network.Fingerprint, moments, features, logits)
        {
            MomentsAreOfFeatures = file.Metadata.GetValueOrDefault(OfFeaturesKey) == "yes",
        };
    }

    private static Tensor ReadTensor(SafetensorsFile file, string name, ScalarType type, params long[] shape)
    {
        var expected = new TensorInfo(name, type, shape);
        var tensor = file.Find(name) is not { } info || info.Layout == expected.Layout
            ? file.Read(name)
            : throw new EvaluationFileException(file.Path, $"the tensor '{info}' should be {expected.Layout}.");
        StatisticsChecks.EnsureFinite(file.Path, name, tensor);
        return tensor;
    }
}
