using SoftCfg.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Imaging;

public class RgbImageTests
{
    /// <summary>16 x 8 pixels that hold every byte.</summary>
    private static readonly RgbImage Image = new(16, 8, [.. Enumerable.Range(0, 3 * 16 * 8).Select(i => (byte)i)]);

    [Fact]
    public void Pixels_are_the_bytes_divided_by_255_channel_by_channel()
    {
        using var pixels = Image.ToPixels();
        Assert.Equal([1L, 3, 8, 16], pixels.shape);
        var expected = Enumerable.Range(0, 3)
            .SelectMany(channel => Enumerable.Range(0, 16 * 8).Select(at => Image.Pixels[3 * at + channel] / 255f)).ToArray();
        Assert.Equal(expected, pixels.data<float>().ToArray());
    }

    [Fact]
    public void Pixels_lie_on_the_device_that_was_asked_for()
    {
        using var pixels = Image.ToPixels(new Device(DeviceType.META));
        Assert.Equal((DeviceType.META, ScalarType.Float32), (pixels.device_type, pixels.dtype));
        Assert.Equal([1L, 3, 8, 16], pixels.shape);
    }

    [Fact]
    public void Nothing_but_the_pixels_is_left()
    {
        foreach (var device in new[] { CPU, new Device(DeviceType.META) })
        {
            using var scope = NewDisposeScope();
            _ = Image.ToPixels(device);
            Assert.Equal(1, scope.DisposablesCount);
        }
    }
}
