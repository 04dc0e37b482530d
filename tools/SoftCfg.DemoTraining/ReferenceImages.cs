using SoftCfg.Evaluation;
using SoftCfg.Imaging;
using SoftCfg.Npz;

namespace SoftCfg.DemoTraining;

/// <summary>The test images as evaluations take them, to compare generated images with.</summary>
internal static class ReferenceImages
{
    /// <summary>Writes the images.</summary>
    /// <param name="data">The folder of the data set.</param>
    /// <param name="path">The file to write: arr_0, uint8 RGB [10000, 28, 28, 3].</param>
    public static void Write(string data, string path)
    {
        using var test = FashionMnist.Load(data, train: false);
        var (height, width) = ((int)test.Images.shape[1], (int)test.Images.shape[2]);
        using var file = new NpzWriter(path, width, height);
        foreach (var grey in test.Images.data<byte>().ToArray().Chunk(height * width))
            file.Append(new RgbImage(width, height, grey.SelectMany(value => Enumerable.Repeat(value, 3)).ToArray()));
        file.Complete();
    }

    /// <summary>Writes what the classifier of a model folder sees of them, into the folder.</summary>
    public static void WriteStatistics(string data, string folder, CancellationToken cancellation)
    {
        var images = Path.Combine(folder, $"{Path.GetRandomFileName()}.npz");
        try
        {
            Write(data, images);
            using var network = FashionFeatureNetwork.Load(Path.Combine(folder, "classifier.safetensors"));
            using var statistics = Evaluator.Measure(images, network, cancellationToken: cancellation);
            statistics.Write(Path.Combine(folder, "fashion-test.stats.safetensors"));
        }
        finally
        {
            File.Delete(images);
        }
    }
}
