using CsCheck;
using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers.Strips;

/// <summary>Layers on pictures in strips, against libtorch on whole pictures.</summary>
public class StripTests
{
    private const int Channels = 6;

    private static readonly Gen<(int Height, int Width, int Seed, int Strip, int Chunk)> Cases =
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 9], Gen.Int[0, 1000], Gen.Int[1, 600], Gen.Int[1, 2000]);

    [Fact]
    public void A_convolution_is_that_of_the_whole() => Cases.Sample(one =>
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var layer = new SameConvolution(Channels, 4, kernel: 3, hasBias: true, ScalarType.Float32, CPU);
        using var network = Random(layer, one.Seed);
        var (pixels, expected) = Pictures(one, layer.call);
        KernelLayers.Use(network);
        using var source = StoredStrips.Of(pixels, Plan(one));
        AssertSame(expected, new ConvolvedStrips(source, layer));
    }, iter: 50);

    [Fact]
    public void Twice_the_size_is_nearest_neighbour_and_a_convolution_between_zeros() => Cases.Sample(one =>
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var layer = new UpsamplingConvolution(Channels, ScalarType.Float32, CPU);
        using var network = Random(layer, one.Seed);
        var weights = network.parameters().ToArray();
        var (pixels, expected) = Pictures(one, whole => nn.functional.conv2d(
            nn.functional.interpolate(whole, scale_factor: [2, 2], mode: InterpolationMode.Nearest), weights[0], weights[1], padding: [1, 1]));
        AssertClose(expected, layer.call(pixels));
        KernelLayers.Use(network);
        AssertClose(expected, layer.call(pixels));
        using var source = new UpsampledStrips(StoredStrips.Of(pixels, Plan(one)), layer);
        // From any row to any other.
        for (var first = 0; first < source.Height; first++)
        {
            AssertClose(expected.narrow(2, first, source.Height - first), source.Read(first, source.Height));
            AssertClose(expected.narrow(2, 0, first + 1), source.Read(0, first + 1));
        }
        AssertSame(expected, source);
    }, iter: 50);

    [Fact]
    public void Half_the_size_has_zeros_below_and_on_the_right_only() => Cases.Sample(one =>
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var layer = new DownsamplingConvolution(Channels, ScalarType.Float32, CPU);
        using var network = Random(layer, one.Seed);
        var weights = network.parameters().ToArray();
        var even = one with { Height = 2 * one.Height, Width = 2 * one.Width };
        // Zeros on all sides, and the pixels that saw those above and on the left cut off.
        var (pixels, expected) = Pictures(even, whole => nn.functional.conv2d(whole, weights[0], weights[1], padding: [1, 1])
            [TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(1, null, 2), TensorIndex.Slice(1, null, 2)]);
        AssertClose(expected, layer.call(pixels));
        KernelLayers.Use(network);
        using var source = StoredStrips.Of(pixels, Plan(even));
        AssertSame(expected, new DownsampledStrips(source, layer));
    }, iter: 50);

    [Fact]
    public void A_norm_is_that_of_the_whole() => Cases.Sample(one =>
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var layer = new StripGroupNorm(groups: 3, Channels, epsilon: 1e-6, ScalarType.Float32, CPU);
        using var network = Random(layer, one.Seed);
        var silu = one.Seed % 2 == 0;
        var (pixels, expected) = Pictures(one with { Width = one.Width + 1 }, whole => layer.Whole(whole, silu));
        KernelLayers.Use(network);
        using var source = StoredStrips.Of(pixels, Plan(one));
        AssertSame(expected, layer.Normalise(source, condition: null, silu));
    }, iter: 50);

    [Fact]
    public void Each_pixel_is_modulated_by_the_nearest_of_a_smaller_picture() => Gen.Select(
        Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[0, 5], Gen.Int[0, 1000]).Sample((rows, columns, times, more, seed) =>
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Sizes that are multiples, and sizes that are not.
        var (height, width) = (rows * times + more % rows, columns * times + more % columns);
        using var generator = new Generator((ulong)seed);
        var pixels = randn([1, Channels, height, width], generator: generator);
        var (factor, summand) = (randn([1, Channels, rows, columns], generator: generator), randn([1, Channels, rows, columns], generator: generator));
        Tensor Enlarged(Tensor small) => nn.functional.interpolate(small, [height, width], mode: InterpolationMode.Nearest);
        var factors = new NormFactors(Channels);
        Scale(factors);
        var (scale, shift) = (Row(2), Row(-1));
        var expected = ((pixels * scale).Plus(shift) * Enlarged(factor)).Plus(Enlarged(summand));
        AssertClose(expected, factors.Apply(pixels, silu: false, factor, summand, row => row * rows / height));
    }, iter: 50);

    [Fact]
    public void Strips_that_overlap_are_computed_once_and_rows_are_freed_behind_them()
    {
        using var scope = NewDisposeScope();
        using var stored = StoredStrips.Of(rand([1, 2, 12, 3]), new StripPlan(0, 0, 48, 48));
        var counted = new CountedStrips(stored);
        using var sliding = new SlidingStrips(counted);
        foreach (var (first, end) in new[] { (0, 3), (0, 2), (2, 5), (2, 5), (4, 9), (9, 12) })
            Assert.Equal(end - first, sliding.Read(first, end).shape[2]);
        Assert.Equal(12, counted.Rows);
        sliding.Forget(12);
        Assert.Contains("has been freed", Assert.Throws<InvalidOperationException>(() => stored.Read(0, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_layer_is_cut_into_even_strips_and_a_small_one_is_not()
    {
        var plan = new StripPlan(WholeBytes: 1000, StoredBytes: 0, StripBytes: 500, ChunkBytes: 2000);
        Assert.Equal(10, plan.StripRows(100, 10));
        Assert.Equal(4, plan.StripRows(100, 11));
        Assert.Equal(2, plan.StripRows(400, 11));
        Assert.Equal(2, plan.StripRows(100_000, 11));
        Assert.Equal(1, plan.StripRows(100_000, 1));
        Assert.Equal(24, plan.ChunkRows(100, 100));
        Assert.Equal(11, plan.ChunkRows(100, 11));
        Assert.Equal(10, plan.ChunkRows(100, 10));
        Assert.Equal(7, StripPlan.Whole.StripRows(1L << 40, 7));
    }

    private static unsafe void Scale(NormFactors factors)
    {
        for (var channel = 0; channel < Channels; channel++)
            (factors.Scale[channel], factors.Shift[channel]) = (2 + channel, -1 + channel);
    }

    private static Tensor Row(float first) =>
        tensor(Enumerable.Range(0, Channels).Select(channel => first + channel).ToArray()).view(1, Channels, 1, 1);

    private static StripPlan Plan((int Height, int Width, int Seed, int Strip, int Chunk) one) => new(0, 0, one.Strip, one.Chunk);

    private static (Tensor Pixels, Tensor Expected) Pictures((int Height, int Width, int Seed, int Strip, int Chunk) one, Func<Tensor, Tensor> whole)
    {
        using var generator = new Generator((ulong)one.Seed);
        var pixels = randn([1, Channels, one.Height, one.Width], generator: generator).Plus(1);
        return (pixels, whole(pixels));
    }

    /// <summary>Random weights, in a network: names are registered from the outermost module on.</summary>
    private static Network Random(nn.Module layer, int seed)
    {
        var network = new Network(layer);
        using var generator = new Generator((ulong)seed);
        foreach (var parameter in network.parameters())
            parameter.copy_(randn(parameter.shape, generator: generator));
        return network;
    }

    /// <summary>Strip by strip, stored, and stored in place of something else.</summary>
    private static void AssertSame(Tensor expected, StripSource actual)
    {
        AssertClose(expected, cat(actual.Strips().Select(strip => actual.Read(strip.First, strip.End)).ToList(), 2));
        using var place = StoredStrips.Of(expected.clone().zero_(), actual.Plan);
        place.Overwrite(actual);
        AssertClose(expected, place.Read(0, place.Height));
        using var stored = StoredStrips.Of(actual);
        AssertClose(expected, stored.Read(0, stored.Height));
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-4), $"{(actual - expected).abs().max().item<float>()} apart.");
    }

    private sealed class Network : nn.Module
    {
        private readonly nn.Module layer;

        public Network(nn.Module layer) : base(nameof(Network))
        {
            this.layer = layer;
            RegisterComponents();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                layer.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CountedStrips(StripSource source) : StripSource(source.Channels, source.Height, source.Width, source.Plan)
    {
        public int Rows { get; private set; }

        public override Tensor Read(int first, int end)
        {
            Rows += end - first;
            return source.Read(first, end);
        }

        public override void Forget(int rows) => source.Forget(rows);
    }
}
