using System.IO.Compression;
using System.Text;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using static TorchSharp.torch;

namespace SoftCfg.Benchmarks;

/// <summary>What an evaluation does: reading, looking, comparing.</summary>
/// <param name="report">Where the figures go.</param>
/// <param name="rounds">How often everything is measured.</param>
internal sealed class EvaluationBenchmark(Report report, int rounds)
{
    private const int Images = 8, ImageSize = 256;
    private const int Turns = 5;
    private const int ArchiveImages = 1024;
    private const int Compared = 10_000, Features = 2048;

    public void Run()
    {
        using var folder = new TemporaryFolder();
        using var network = RandomInception.Load(folder);
        using var generator = new Generator(2);
        using var images = randint(0, 256, [Images, ImageSize, ImageSize, 3], ScalarType.Byte, generator: generator);
        WriteArchive(folder.File("stored.npz"), ArchiveImages, ImageSize, CompressionLevel.NoCompression);
        WriteArchive(folder.File("deflated.npz"), ArchiveImages, ImageSize, CompressionLevel.Optimal);
        WriteArchive(folder.File("tiny.npz"), Compared, 1, CompressionLevel.NoCompression);
        network.Extract(images).Dispose();
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            MeasureNetwork(network, images);
            MeasureReading(folder, "stored");
            MeasureReading(folder, "deflated");
            MeasureComparison(folder.File("tiny.npz"));
        }
    }

    private void MeasureNetwork(InceptionNetwork network, Tensor images)
    {
        var (products, convolutions) = (new List<double>(), new List<double>());
        var (brain, seconds) = (new List<double>(), new List<double>());
        // In turns of a second: a share is of what the machine gives at the moment, and others may be at work on it.
        for (var turn = 0; turn < Turns; turn++)
        {
            products.Add(MatrixPeak.OfProduct(ScalarType.Float32));
            convolutions.Add(MatrixPeak.OfConvolution(ScalarType.Float32));
            brain.Add(MatrixPeak.OfProduct(ScalarType.BFloat16));
            seconds.Add(Timing.Seconds(() => network.Extract(images).Dispose()));
        }
        var time = Timing.Median(seconds);
        var speed = 2.0 * InceptionNetwork.MultiplyAddsPerImage * Images / time / 1e9;
        var product = report.Add("matrix product, float32", "GFLOP/s", Timing.Median(products));
        var convolution = report.Add("the same as a convolution", "GFLOP/s", Timing.Median(convolutions));
        var brainPeak = report.Add("matrix product, bfloat16", "GFLOP/s", Timing.Median(brain));
        report.Add("Inception features of 256-pixel images", "images/s", Images / time);
        report.Add("Inception network, float32", "GFLOP/s", speed);
        report.Add("its share of the float32 peak", "", speed / Math.Max(product, convolution));
        report.Add("its share of the bfloat16 peak", "", speed / brainPeak);
    }

    private void MeasureReading(TemporaryFolder folder, string kind)
    {
        using var network = new RandomFeatures(1);
        var seconds = Timing.Seconds(() => Evaluator.Measure(folder.File($"{kind}.npz"), network).Dispose());
        report.Add($"reading npz, {kind}", "MB/s", 3.0 * ArchiveImages * ImageSize * ImageSize / seconds / 1e6);
    }

    private void MeasureComparison(string path)
    {
        using var network = new RandomFeatures(Features);
        // Measured anew each round: what a set's covariance is made of is kept with the set.
        using var reference = Evaluator.Measure(path, network);
        using var samples = Evaluator.Measure(path, network);
        var clock = new StageClock();
        Evaluator.Compare(reference, samples, new EvaluationOptions(), clock);
        report.Add("FID of two full-rank 2048 x 2048 covariances", "s",
            clock.Between(EvaluationStage.FrechetDistances, 0, 1));
        report.Add("its interval, 10,000 samples", "s", clock.Between(EvaluationStage.FrechetDistances, 2, 3));
        report.Add("precision and recall, 10,000 x 10,000 x 2048", "s",
            clock.FromEndToEnd(EvaluationStage.InceptionScore, EvaluationStage.PrecisionRecall));
    }

    /// <summary>An archive of images with noise in their lower bits, which deflate to about half, as photographs do.</summary>
    private static void WriteArchive(string path, int count, int size, CompressionLevel level)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, {size}, {size}, 3), }}\n";
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var entry = archive.CreateEntry("arr_0.npy", level).Open();
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        var random = new Random(3);
        var image = new byte[size * size * 3];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(image);
            for (var at = 0; at < image.Length; at++)
                image[at] = (byte)(at / (3 * size) & 0xF0 | image[at] & 0x0F);
            entry.Write(image);
        }
    }
}
