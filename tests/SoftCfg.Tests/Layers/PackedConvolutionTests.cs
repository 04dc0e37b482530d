using CsCheck;
using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

/// <summary>Convolutions by our products against libtorch's in float64.</summary>
public class PackedConvolutionTests
{
    private static readonly Gen<(int Images, int Inputs, int Outputs, int Rows, int Columns)> GenShape =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 70], Gen.Int[3, 14], Gen.Int[3, 14]);

    [Fact]
    public void They_are_libtorchs() =>
        Gen.Select(GenShape, Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[0, 2].Array[4], Gen.Bool).Sample((shape, kernel, stride, border, hasBias) =>
        {
            using var scope = NewDisposeScope();
            var images = randn([shape.Images, shape.Inputs, shape.Rows, shape.Columns]);
            var weight = randn([shape.Outputs, shape.Inputs, kernel, kernel]);
            var bias = hasBias ? randn([shape.Outputs]) : null;
            using var packed = PackedConvolution.Pack(weight, bias, stride);
            var ours = packed.Of(images, new(border[0], border[1], border[2], border[3]));
            var padded = nn.functional.pad(images.to(ScalarType.Float64), [border[2], border[3], border[0], border[1]]);
            var theirs = nn.functional.conv2d(padded, weight.to(ScalarType.Float64), bias?.to(ScalarType.Float64), strides: [stride, stride]);
            Assert.Equal(theirs.shape, ours.shape);
            Assert.True(ours.to(ScalarType.Float64).allclose(theirs, rtol: 1e-4, atol: 1e-4),
                $"{(ours.to(ScalarType.Float64) - theirs).abs().max().item<double>()} apart.");
        }, iter: 200);

    [Fact]
    public void Behind_upsampling_they_are_libtorchs_of_the_larger_picture() =>
        Gen.Select(GenShape, Gen.Int[1, 14], Gen.Int[1, 14], Gen.Bool).Sample((shape, rows, columns, hasBias) =>
        {
            using var scope = NewDisposeScope();
            var images = randn([shape.Images, shape.Inputs, rows, columns]);
            var weight = randn([shape.Outputs, shape.Inputs, 3, 3]);
            var bias = hasBias ? randn([shape.Outputs]) : null;
            using var packed = PackedConvolution.PackUpsampling(weight, bias);
            var ours = packed.Of(images, PackedConvolution.Border.Of(1));
            var larger = nn.functional.interpolate(images.to(ScalarType.Float64), scale_factor: [2, 2], mode: InterpolationMode.Nearest);
            var theirs = nn.functional.conv2d(larger, weight.to(ScalarType.Float64), bias?.to(ScalarType.Float64), padding: [1, 1]);
            Assert.Equal(theirs.shape, ours.shape);
            Assert.True(ours.to(ScalarType.Float64).allclose(theirs, rtol: 1e-4, atol: 1e-4),
                $"{(ours.to(ScalarType.Float64) - theirs).abs().max().item<double>()} apart.");
        }, iter: 100);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_picture_is_added_as_libtorch_adds_it(bool upsamples)
    {
        using var scope = NewDisposeScope();
        var images = randn([2, 70, 9, 11]);
        var (weight, around) = (randn([70, 70, 3, 3]), PackedConvolution.Border.Of(1));
        using var packed = upsamples ? PackedConvolution.PackUpsampling(weight, null) : PackedConvolution.Pack(weight, null);
        var alone = packed.Of(images, around);
        var other = randn(alone.shape);
        var all = get_num_threads();
        try
        {
            // With several threads and few tiles, each adds to some of the channels only.
            foreach (var threads in new[] { 1, 3 })
            {
                set_num_threads(threads);
                Assert.True(Tensors.AreEqual(alone.Plus(other), packed.Of(images, around, other)), $"{threads} threads");
            }
        }
        finally
        {
            set_num_threads(all);
        }
    }

    // Tall and flat, few channels and many, a tile and a bit more, more weights than pixels.
    [Theory]
    [InlineData(3, 11, 64, 64, false)]
    [InlineData(1, 97, 128, 40, false)]
    [InlineData(44, 44, 32, 32, false)]
    [InlineData(8, 8, 256, 512, false)]
    [InlineData(3, 11, 64, 64, true)]
    [InlineData(1, 97, 128, 40, true)]
    [InlineData(44, 44, 32, 32, true)]
    [InlineData(8, 8, 256, 512, true)]
    public void A_pixel_has_the_same_bits_whatever_the_batch_and_the_threads(int rows, int columns, int inputs, int outputs, bool upsamples)
    {
        using var scope = NewDisposeScope();
        var images = randn([3, inputs, rows, columns]);
        var (weight, bias) = (randn([outputs, inputs, 3, 3]), randn([outputs]));
        using var packed = upsamples ? PackedConvolution.PackUpsampling(weight, bias) : PackedConvolution.Pack(weight, bias);
        var around = PackedConvolution.Border.Of(1);
        var all = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = cat(images.split(1).Select(image => packed.Of(image, around)).ToList());
            foreach (var threads in new[] { 2, 3, 5 })
            {
                set_num_threads(threads);
                Assert.True(Tensors.AreEqual(alone, packed.Of(images, around)), $"{threads} threads");
                Assert.True(Tensors.AreEqual(alone[0], packed.Of(images.narrow(0, 0, 1), around)[0]), $"{threads} threads, one image");
            }
        }
        finally
        {
            set_num_threads(all);
        }
    }

    [Fact]
    public void Rows_of_a_picture_are_those_of_the_whole()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 20, 12, 31]);
        using var packed = PackedConvolution.Pack(randn([33, 20, 3, 3]), null);
        var whole = packed.Of(image, PackedConvolution.Border.Of(1));
        var middle = packed.Of(image.narrow(2, 3, 6), new(0, 0, 1, 1));
        Assert.True(Tensors.AreEqual(whole.narrow(2, 4, 4), middle));
    }
}
