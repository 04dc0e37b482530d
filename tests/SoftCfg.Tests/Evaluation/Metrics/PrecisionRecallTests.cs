using CsCheck;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class PrecisionRecallTests
{
    [Fact]
    public void They_are_shares_and_agree_with_plain_loops() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[4, 30], Gen.Int[4, 30], Gen.Double[0, 1]).Sample((seed, refs, samples, shift) =>
        {
            using var scope = NewDisposeScope();
            var reference = Feature.Normal(seed, refs, 3);
            var sample = Feature.Normal(seed + 1, samples, 3, shift);
            using var actual = Balls.Compare(reference, sample, ScalarType.Float64);
            var (precision, recall) = ByLoops(Rows(reference), Rows(sample));
            Assert.Equal(precision, actual.Precision);
            Assert.Equal(recall, actual.Recall);
            Assert.InRange(actual.Precision, 0, 1);
            Assert.InRange(actual.Recall, 0, 1);
        }, iter: 50, threads: 1);

    [Fact]
    public void A_set_covers_itself()
    {
        using var features = Feature.Normal(1, 50, 4);
        foreach (var type in new[] { ScalarType.Float16, ScalarType.Float32, ScalarType.Float64 })
        {
            using var figures = Balls.Compare(features, features, type);
            Assert.Equal((1, 1), (figures.Precision, figures.Recall));
        }
    }

    [Fact]
    public void Sets_far_apart_cover_nothing_of_each_other()
    {
        using var reference = Feature.Normal(1, 50, 4);
        using var sample = Feature.Normal(2, 50, 4, shift: 100);
        using var figures = Balls.Compare(reference, sample);
        Assert.Equal((0, 0), (figures.Precision, figures.Recall));
    }

    [Fact]
    public void Blocks_join_without_a_seam()
    {
        // More rows and columns than a block has: both kinds of edges are inside.
        using var scope = NewDisposeScope();
        using var reference = new Neighbourhoods(Feature.Normal(1, 2100, 2));
        using var sample = new Neighbourhoods(Feature.Normal(2, 8300, 2, shift: 0.2));
        using var actual = PrecisionRecall.Of(reference, sample, ScalarType.Float64);
        var (rows, columns) = SquaredDistances.BlockSize(ScalarType.Float64);
        Assert.True(rows < 2100 && columns < 8300);
        using var mirrored = PrecisionRecall.Of(sample, reference, ScalarType.Float64);
        Assert.Equal((actual.Precision, actual.Recall), (mirrored.Recall, mirrored.Precision));
        // The first and the last of every kind of block.
        using var edges = tensor(new long[] { 0, rows - 1, rows, 2 * rows, columns - 1, columns, 8299 });
        using var radii = SquaredDistances.Between(sample.Features.index_select(0, edges), sample.Features, ScalarType.Float64)
            .topk(4, 1, largest: false).values.select(1, 3);
        Assert.True(radii.allclose(actual.SampleRadii.index_select(0, edges), 1e-9, 1e-12));
    }

    [Fact]
    public void Radii_are_squared_distances_to_the_third_neighbour_beside_the_image_itself()
    {
        // Quirk: points at 0, 1, 3, 6, 10 on a line; from 0, the third neighbour is 6 away.
        using var points = tensor(new float[] { 0, 1, 3, 6, 10 }).reshape(5, 1);
        using var figures = Balls.Compare(points, points);
        Assert.Equal([36, 25, 9, 25, 81], Tensors.Floats(figures.ReferenceRadii));
    }

    [Fact]
    public void Progress_counts_images_up_to_the_total_and_no_set_is_measured_twice()
    {
        using var reference = new Neighbourhoods(Feature.Normal(1, 10, 2));
        using var sample = new Neighbourhoods(Feature.Normal(2, 20, 2));
        Assert.Equal([(10, 40), (30, 40), (40, 40)], Progress(sample));
        // One reference is compared with the samples of many settings.
        using var other = new Neighbourhoods(Feature.Normal(3, 20, 2));
        Assert.Equal([(20, 30), (30, 30)], Progress(other));
        Assert.Equal([(10, 10)], Progress(other));
        Assert.Equal([(10, 10)], Progress(reference));
        Assert.Equal([(10, 40), (30, 40), (40, 40)], Progress(sample, ScalarType.Float64));

        List<(long, long)> Progress(Neighbourhoods samples, ScalarType precision = ScalarType.Float32)
        {
            var seen = new List<(long, long)>();
            PrecisionRecall.Of(reference, samples, precision, (done, total) => seen.Add((done, total))).Dispose();
            return seen;
        }
    }

    [Fact]
    public void Radii_that_are_known_give_the_same_figures()
    {
        using var reference = Feature.Normal(1, 40, 3);
        using var sample = Feature.Normal(2, 30, 3, shift: 0.5);
        using var expected = Balls.Compare(reference, sample);
        using var references = new Neighbourhoods(reference.alias());
        using var samples = new Neighbourhoods(sample.alias());
        for (var time = 0; time < 2; time++)
        {
            using var actual = PrecisionRecall.Of(references, samples);
            Assert.Equal((expected.Precision, expected.Recall), (actual.Precision, actual.Recall));
            Assert.Equal(Tensors.Floats(expected.ReferenceRadii), Tensors.Floats(actual.ReferenceRadii));
        }
    }

    private static double[][] Rows(Tensor features) =>
        Tensors.Floats(features).Select(value => (double)value).Chunk((int)features.shape[1]).ToArray();

    private static (double Precision, double Recall) ByLoops(double[][] reference, double[][] sample)
    {
        var (referenceRadii, sampleRadii) = (Radii(reference), Radii(sample));
        var inReference = sample.Count(s => Enumerable.Range(0, reference.Length)
            .Any(i => Distance(reference[i], s) <= referenceRadii[i]));
        var inSample = reference.Count(r => Enumerable.Range(0, sample.Length)
            .Any(j => Distance(r, sample[j]) <= sampleRadii[j]));
        return ((double)inReference / sample.Length, (double)inSample / reference.Length);
    }

    private static double[] Radii(double[][] set) =>
        set.Select(a => set.Select(b => Distance(a, b)).Order().ElementAt(3)).ToArray();

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
