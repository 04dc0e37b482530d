using SoftCfg.Evaluation;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Imaging;
using SoftCfg.Tests.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PixelNetwork network = new();

    [Fact]
    public void A_set_against_itself_is_perfect()
    {
        var path = NpzFiles.Write(folder, "a.npz", 60);
        var result = Evaluator.Evaluate(path, path, network);
        Assert.Equal(0, result.Fid, 1e-9);
        Assert.Equal(0, result.SFid!.Value, 1e-9);
        Assert.Equal((1.0, 1.0), (result.Precision, result.Recall));
        Assert.InRange(result.InceptionScore!.Value, 1, 5);
        Assert.Equal((60, 60, "pixels"), (result.ReferenceImages, result.SampleImages, result.Network));
    }

    [Fact]
    public void Batches_change_no_bit_of_any_figure()
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 90), NpzFiles.Write(folder, "s.npz", 70, seed: 2));
        var expected = EvaluationJson.Write(Evaluator.Evaluate(reference, sample, network));
        foreach (var size in new[] { 1, 7, 1000 })
        {
            var result = Evaluator.Evaluate(reference, sample, network, new EvaluationOptions { BatchSize = size });
            Assert.Equal(expected, EvaluationJson.Write(result));
        }
        Assert.Contains(90, network.Batches);
        Assert.DoesNotContain(network.Batches, size => size > 90);
    }

    [Fact]
    public void Files_folders_and_statistics_of_the_same_images_give_the_same_figures()
    {
        var reference = NpzFiles.Write(folder, "r.npz", 30);
        var sample = NpzFiles.Write(folder, "s.npz", 40, seed: 2);
        var expected = Evaluator.Evaluate(reference, sample, network);

        Directory.CreateDirectory(folder.File("images"));
        foreach (var (pixels, index) in NpzFiles.Pixels(40, seed: 2).Chunk(36).Select((p, i) => (p, i)))
            folder.Write($"images/{index:D6}.png", TestImages.Png(new SoftCfg.Imaging.RgbImage(3, 4, pixels)));
        Assert.Equal(EvaluationJson.Write(expected),
            EvaluationJson.Write(Evaluator.Evaluate(reference, folder.File("images"), network)));

        using (var statistics = Evaluator.Measure(sample, network))
            statistics.Write(folder.File("s.stats.safetensors"));
        Assert.Equal(EvaluationJson.Write(expected),
            EvaluationJson.Write(Evaluator.Evaluate(reference, folder.File("s.stats.safetensors"), network)));
    }

    [Fact]
    public void Fewer_images_than_features_are_cached_with_their_rows()
    {
        using var wide = new PixelNetwork(featureCount: 9, spatialFeatureCount: 6);
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 30), NpzFiles.Write(folder, "s.npz", 5, seed: 2));
        var expected = Evaluator.Evaluate(reference, sample, wide);
        using (var statistics = Evaluator.Measure(sample, wide))
        {
            Assert.NotNull(statistics.Moments.Features.Rows);
            statistics.Write(folder.File("s.stats.safetensors"));
        }
        Assert.Equal(EvaluationJson.Write(expected),
            EvaluationJson.Write(Evaluator.Evaluate(reference, folder.File("s.stats.safetensors"), wide)));
    }

    [Fact]
    public void A_set_that_cannot_be_used_is_known_without_looking_at_an_image()
    {
        Evaluator.EnsureUsable(NpzFiles.Write(folder, "good.npz", 4), network);
        var few = NpzFiles.Write(folder, "few.npz", 3);
        Assert.Equal(few, Assert.Throws<EvaluationFileException>(() => Evaluator.EnsureUsable(few, network)).Path);
        Assert.Empty(network.Batches);
    }

    [Fact]
    public void Intervals_hold_their_figures_and_can_be_switched_off()
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 90), NpzFiles.Write(folder, "s.npz", 70, seed: 2));
        var result = Evaluator.Evaluate(reference, sample, network, new EvaluationOptions { ConfidenceLevel = 0.9 });
        Assert.InRange(result.Fid, result.FidInterval!.Lower, result.FidInterval.Upper);
        Assert.InRange(result.InceptionScore!.Value, result.InceptionScoreInterval!.Lower, result.InceptionScoreInterval.Upper);
        Assert.Equal((0.9, 0.9), (result.FidInterval.Level, result.InceptionScoreInterval.Level));
        var without = Evaluator.Evaluate(reference, sample, network, new EvaluationOptions { Resamples = 0 });
        Assert.Equal((null, null), (without.FidInterval, without.InceptionScoreInterval));
        Assert.Equal(result.Fid, without.Fid);
    }

    [Fact]
    public void Samples_that_are_all_the_same_have_figures()
    {
        var same = Enumerable.Repeat(NpzFiles.Pixels(1), 20).SelectMany(pixels => pixels).ToArray();
        var sample = folder.Write("same.npz", NpzFiles.Zip(("arr_0.npy", NpzFiles.Images(same))));
        var result = Evaluator.Evaluate(NpzFiles.Write(folder, "r.npz", 30), sample, network);
        Assert.Equal(1, result.InceptionScore!.Value, 1e-12);
        Assert.True(result.Fid > 0);
        Assert.Equal((result.Fid, result.Fid), (result.FidInterval!.Lower, result.FidInterval.Upper));
        var back = Evaluator.Evaluate(sample, NpzFiles.Write(folder, "r.npz", 30), network);
        Assert.Equal(result.Fid, back.Fid, 1e-9);
        Assert.True(back.FidInterval!.StandardError > 0);
    }

    [Fact]
    public void Few_images_are_warned_of()
    {
        var (few, many) = (NpzFiles.Write(folder, "few.npz", 39), NpzFiles.Write(folder, "many.npz", 40, seed: 2));
        var warning = Assert.Single(Evaluator.Evaluate(many, few, network).Warnings);
        Assert.Equal("FID of 39 samples with 8 features is biased upward: compare it only with figures of as many images. " +
            "Published figures are of 50000 samples.", warning);
        Assert.StartsWith("FID of 39 reference images", Assert.Single(Evaluator.Evaluate(few, many, network).Warnings));
        Assert.Empty(Evaluator.Evaluate(many, many, network).Warnings);
    }

    [Fact]
    public void Statistics_without_images_give_the_figures_they_can()
    {
        using var small = new PixelNetwork(1, 0);
        var statistics = folder.Write("stats.npz",
            NpzFiles.Zip(("mu.npy", NpzFiles.Doubles("(1,)", 2)), ("sigma.npy", NpzFiles.Doubles("(1, 1)", 4))));
        var images = NpzFiles.Write(folder, "images.npz", 50);

        var result = Evaluator.Evaluate(statistics, images, small);
        Assert.Equal((null, null, null), (result.SFid, result.Precision, result.Recall));
        Assert.NotNull(result.InceptionScore);
        Assert.NotNull(result.FidInterval);
        Assert.Equal("Of the reference only statistics are known, no images: precision and recall cannot be computed.",
            Assert.Single(result.Warnings));

        var reverse = Evaluator.Evaluate(images, statistics, small);
        Assert.Equal(result.Fid, reverse.Fid, 1e-12);
        Assert.Equal((null, null, null, null),
            (reverse.InceptionScore, reverse.FidInterval, reverse.Precision, reverse.InceptionScoreInterval));
        Assert.Equal("Of the samples only statistics are known, no images: the Inception Score, precision and recall cannot " +
            "be computed.", Assert.Single(reverse.Warnings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Fewer_images_than_a_neighbourhood_are_refused_before_any_is_seen(int count)
    {
        var (few, many) = (NpzFiles.Write(folder, "few.npz", count), NpzFiles.Write(folder, "many.npz", 9));
        var error = Assert.Throws<EvaluationFileException>(() => Evaluator.Evaluate(many, few, network));
        Assert.Equal($"{few}: there are {count} images; an evaluation needs at least 4, and tens of thousands for figures that " +
            "mean something.", error.Message);
        Assert.Empty(network.Batches);
    }

    [Fact]
    public void An_image_whose_features_are_not_numbers_is_named()
    {
        using var broken = new PixelNetwork { BrokenFrom = 5 };
        var path = NpzFiles.Write(folder, "a.npz", 9);
        var error = Assert.Throws<EvaluationFileException>(
            () => Evaluator.Measure(path, broken, new EvaluationOptions { BatchSize = 4 }));
        Assert.StartsWith($"{path}: image 5 gives features that are not finite in the network 'pixels'.", error.Message);
    }

    [Fact]
    public void Two_networks_cannot_be_compared()
    {
        var path = NpzFiles.Write(folder, "a.npz", 9);
        using var other = new PixelNetwork { Fingerprint = "other" };
        using var left = Evaluator.Measure(path, network);
        using var right = Evaluator.Measure(path, other);
        var error = Assert.Throws<ArgumentException>(() => Evaluator.Compare(left, right));
        Assert.StartsWith("The reference was seen by the network 'pixels', the samples by 'other'", error.Message);
    }

    [Fact]
    public void Options_that_make_no_sense_are_named()
    {
        AssertRefused(new EvaluationOptions { BatchSize = 0 }, "BatchSize is 0; it must be from 1 to 65536.");
        AssertRefused(new EvaluationOptions { Resamples = 1 }, "Resamples is 1; it must be from 2 to 1000000.");
        AssertRefused(new EvaluationOptions { ConfidenceLevel = 1 }, "ConfidenceLevel is 1; it must be from 0.01 to 0.999.");
        AssertRefused(new EvaluationOptions { Distances = ScalarType.BFloat16 },
            "Distances is BFloat16; it must be one of Float32, Float64, Float16.");

        void AssertRefused(EvaluationOptions options, string message) => Assert.Equal(message,
            Assert.Throws<ArgumentOutOfRangeException>(() => Evaluator.Evaluate("", "", network, options)).Message);
    }

    [Fact]
    public void Progress_goes_through_the_stages_in_their_order()
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 9), NpzFiles.Write(folder, "s.npz", 7, seed: 2));
        var seen = new List<EvaluationProgress>();
        Evaluator.Evaluate(reference, sample, network, new EvaluationOptions { BatchSize = 4 },
            new Reports<EvaluationProgress>(seen.Add));
        Assert.Equal(Enum.GetValues<EvaluationStage>(), seen.Select(value => value.Stage).Distinct());
        Assert.Equal([0, 4, 8, 9],
            seen.Where(value => value.Stage == EvaluationStage.ReferenceImages).Select(value => value.Done));
        Assert.All(seen.GroupBy(value => value.Stage), stage => Assert.Equal(stage.Last().Total, stage.Last().Done));
    }

    [Theory]
    [InlineData(EvaluationStage.SampleImages)]
    [InlineData(EvaluationStage.FrechetDistances)]
    [InlineData(EvaluationStage.PrecisionRecall)]
    public void It_stops_where_it_is_cancelled(EvaluationStage at)
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 3000), NpzFiles.Write(folder, "s.npz", 70, seed: 2));
        using var cancellation = new CancellationTokenSource();
        var last = EvaluationStage.ReferenceImages;
        var progress = new Reports<EvaluationProgress>(value =>
        {
            last = value.Stage;
            if (value.Stage == at)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(
            () => Evaluator.Evaluate(reference, sample, network, null, progress, cancellation.Token));
        Assert.Equal(at, last);
    }

    public void Dispose()
    {
        network.Dispose();
        folder.Dispose();
    }
}
