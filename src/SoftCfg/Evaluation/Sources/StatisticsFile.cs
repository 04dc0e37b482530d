using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>
/// Statistics of a set of images in a safetensors file: <c>mu</c>, <c>sigma</c>, where the network has spatial features
/// <c>mu_s</c>, <c>sigma_s</c>, and for every image, unless left out, <c>features</c> and <c>logits</c>. Small sets also have
/// <c>rows</c> and <c>rows_s</c>, so that figures from the file equal those from the images bit for bit.
/// </summary>
internal static class StatisticsFile
{
    private const string FormatKey = "softcfg.statistics", Format = "1";
    private const string NetworkKey = "network";
    private const string OfFeaturesKey = "moments_are_of_features";
    private const string RemarksKey = "remarks";
    private const string OfSpatial = "_s";

    internal static void Write(string path, ImageSetStatistics statistics, bool withImages)
    {
        var tensors = new List<(string, Tensor)>(Tensors(statistics.Moments.Features, ""));
        if (statistics.Moments.Spatial is { } spatial)
            tensors.AddRange(Tensors(spatial, OfSpatial));
        if (withImages && statistics is { Features: { } features, Logits: { } logits })
            tensors.AddRange([("features", features), ("logits", logits)]);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = Format,
            [NetworkKey] = statistics.Network,
            [OfFeaturesKey] = statistics.MomentsAreOfFeatures ? "yes" : "no",
        };
        if (statistics.Remarks.Count > 0)
            metadata[RemarksKey] = JsonSerializer.Serialize(statistics.Remarks);
        SafetensorsWriter.Write(path, tensors, metadata);
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
                "that an evaluation has written, an .npz file or a folder of images.");
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
        var remarks = ReadRemarks(file);
        var (size, spatialSize) = ((long)network.FeatureCount, (long)network.SpatialFeatureCount);
        var ofFeatures = ReadMoments(file, "", size);
        var ofSpatial = spatialSize == 0 ? null : ReadMoments(file, OfSpatial, spatialSize);
        var count = file.Find("features")?.Shape is [var rows, _] ? rows : 0;
        var features = count == 0 ? null : ReadTensor(file, "features", ScalarType.Float32, count, size);
        var logits = count == 0 ? null : ReadTensor(file, "logits", ScalarType.Float32, count, network.ClassCount);

        var moments = new ImageSetMoments(ofFeatures(), ofSpatial?.Invoke());
        return new ImageSetStatistics(network.Fingerprint, moments, features, logits)
        {
            MomentsAreOfFeatures = file.Metadata.GetValueOrDefault(OfFeaturesKey) == "yes",
            Remarks = remarks,
        };
    }

    private static IReadOnlyList<string> ReadRemarks(SafetensorsFile file)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<string>>(file.Metadata.GetValueOrDefault(RemarksKey, "[]")) ?? [];
        }
        catch (JsonException e)
        {
            throw new EvaluationFileException(file.Path, $"the metadata '{RemarksKey}' is no list of texts. The file is " +
                "damaged: make it anew from the images.", e);
        }
    }

    private static IEnumerable<(string, Tensor)> Tensors(FeatureMoments moments, string suffix)
    {
        yield return ("mu" + suffix, moments.Mean);
        yield return ("sigma" + suffix, moments.Covariance);
        if (moments.Rows is { } rows)
            yield return ("rows" + suffix, rows);
    }

    /// <summary>Moments in the making: until all tensors are read and found good, the scope owns them.</summary>
    private static Func<FeatureMoments> ReadMoments(SafetensorsFile file, string suffix, long size)
    {
        var mu = ReadTensor(file, "mu" + suffix, ScalarType.Float64, size);
        var sigma = ReadTensor(file, "sigma" + suffix, ScalarType.Float64, size, size);
        var rows = file.Find("rows" + suffix) is { Shape: [_, > 0 and var count] }
            ? ReadTensor(file, "rows" + suffix, ScalarType.Float64, size, count)
            : null;
        return () => new FeatureMoments(mu, sigma, rows);
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
