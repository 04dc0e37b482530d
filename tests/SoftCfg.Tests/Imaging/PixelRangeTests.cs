using System.Buffers.Binary;
using SoftCfg.Imaging;
using SoftCfg.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Imaging;

public class PixelRangeTests
{
    [Theory]
    [InlineData(PixelRange.ZeroToOne, -0.5f, 0)]
    [InlineData(PixelRange.ZeroToOne, 0.5f, 127)]           // 127.5 truncated, not rounded
    [InlineData(PixelRange.ZeroToOne, 0.9999f, 254)]
    [InlineData(PixelRange.ZeroToOne, 1f, 255)]
    [InlineData(PixelRange.ZeroToOne, float.PositiveInfinity, 255)]
    [InlineData(PixelRange.AroundZero, -1.1f, 0)]
    [InlineData(PixelRange.AroundZero, -1f, 0)]             // 0.5 truncated
    [InlineData(PixelRange.AroundZero, 0f, 128)]
    [InlineData(PixelRange.AroundZero, 0.5f, 191)]          // 191.75 truncated
    [InlineData(PixelRange.AroundZero, 1f, 255)]            // 255.5 clamped
    [InlineData(PixelRange.AroundZero, float.NegativeInfinity, 0)]
    [InlineData(PixelRange.AroundZeroRounded, -1.1f, 0)]
    [InlineData(PixelRange.AroundZeroRounded, 0f, 128)]     // 127.5, to even
    [InlineData(PixelRange.AroundZeroRounded, 0.5f, 191)]   // 191.25
    [InlineData(PixelRange.AroundZeroRounded, 1.2f, 255)]
    [InlineData(PixelRange.AroundZeroRounded, float.NegativeInfinity, 0)]
    public void A_value_becomes_the_byte_of_the_released_rule(PixelRange range, float value, byte expected)
    {
        using var pixels = TensorArithmetic.Full([1, 3, 1, 1], value, ScalarType.Float32);
        using var bytes = range.ToBytes(pixels);
        Assert.Equal([expected, expected, expected], bytes.data<byte>().ToArray());
    }

    [Theory]
    [InlineData("rar/postprocess-maskgit", PixelRange.ZeroToOne)]
    [InlineData("rar/postprocess-robustok", PixelRange.AroundZero)]
    [InlineData("alitok/postprocess", PixelRange.ZeroToOne)]
    public void Bytes_are_those_of_the_released_sampler(string name, PixelRange range)
    {
        var data = ReadTensorData(name, "inputs");
        using var pixels = tensor(Enumerable.Range(0, data.Length / 4)
            .Select(i => BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(4 * i))).ToArray()).reshape(1, 3, 24, 20);
        using var bytes = range.ToBytes(pixels);
        Assert.Equal([1L, 24, 20, 3], bytes.shape);
        Assert.Equal(ReadTensorData(name, "expected"), bytes.data<byte>().ToArray());
    }

    [Fact]
    public void Images_come_out_row_by_row_with_their_channels_side_by_side()
    {
        // Red of pixel (x, y) of image b is b, green y, blue x.
        using var b = TensorArithmetic.Range(2).reshape(2, 1, 1).expand(2, 3, 4);
        using var y = TensorArithmetic.Range(3).reshape(1, 3, 1).expand(2, 3, 4);
        using var x = TensorArithmetic.Range(4).reshape(1, 1, 4).expand(2, 3, 4);
        using var pixels = stack([b, y, x], 1).to(ScalarType.Float32).Plus(0.5).DividedBy(255);
        var images = RgbImage.FromPixels(pixels, PixelRange.ZeroToOne);
        Assert.Equal(2, images.Count);
        Assert.Equal((4, 3), (images[1].Width, images[1].Height));
        Assert.Equal((1, 2, 3), images[1][3, 2]);
        Assert.Equal((0, 2, 0), images[0][0, 2]);

        using var one = pixels[1];
        Assert.Equal(images[1].Pixels, Assert.Single(RgbImage.FromPixels(one, PixelRange.ZeroToOne)).Pixels);
    }

    [Fact]
    public void Half_precision_is_computed_in_float32()
    {
        // Exact in bfloat16, but 191.50 is not: it would become 192.
        using var pixels = TensorArithmetic.Full([1, 3, 1, 1], 0.498046875f, ScalarType.BFloat16);
        using var bytes = PixelRange.AroundZero.ToBytes(pixels);
        Assert.Equal(191, bytes.data<byte>()[0]);
    }

    [Fact]
    public void No_tensor_stays_alive()
    {
        using var pixels = zeros(2, 3, 4, 4);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        RgbImage.FromPixels(pixels, PixelRange.ZeroToOne);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Pixels_that_are_not_numbers_are_refused()
    {
        using var pixels = TensorArithmetic.Full([1, 3, 2, 2], float.NaN, ScalarType.Float32);
        var error = Assert.Throws<ArgumentException>(() => RgbImage.FromPixels(pixels, PixelRange.ZeroToOne));
        Assert.Contains("not a number", error.Message);
        Assert.Contains("float32", error.Message);
    }

    [Fact]
    public void Another_shape_or_type_is_refused_with_both()
    {
        using var lastAxis = zeros(1, 4, 4, 3);
        var error = Assert.Throws<ArgumentException>(() => PixelRange.ZeroToOne.ToBytes(lastAxis));
        Assert.Contains("[B, 3, H, W], got Float32 [1, 4, 4, 3]", error.Message);
        using var integers = zeros([1, 3, 4, 4], ScalarType.Int64);
        error = Assert.Throws<ArgumentException>(() => PixelRange.ZeroToOne.ToBytes(integers));
        Assert.Contains("Int64", error.Message);
    }

    [Fact]
    public void An_array_of_another_length_is_no_image()
    {
        var error = Assert.Throws<ArgumentException>(() => new RgbImage(4, 3, new byte[35]));
        Assert.Contains("4 × 3 has 36 bytes, not 35", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(0, 3, []));
    }

    /// <summary>The bytes of the only tensor of a safetensors file: they follow the header.</summary>
    private static byte[] ReadTensorData(string name, string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "golden", name, file + ".safetensors");
        var bytes = File.ReadAllBytes(path);
        return bytes[(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes))..];
    }
}
