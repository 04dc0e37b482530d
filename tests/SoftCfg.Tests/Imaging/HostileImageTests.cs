using System.Buffers.Binary;
using CsCheck;
using SoftCfg.Files;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

/// <summary>Images that a stranger has made or a disk has damaged.</summary>
public class HostileImageTests
{
    private static readonly RgbImage Noise = new(24, 16, Enumerable.Range(0, 3 * 24 * 16).Select(i => (byte)(i * i / 7)).ToArray());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_changed_file_is_read_or_refused_and_nothing_else(bool isPng)
    {
        var original = isPng ? TestImages.Png(Noise) : TestImages.Jpeg(Noise);
        using var folder = new TemporaryFolder();
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var content = (byte[])original.Clone();
            foreach (var (place, value) in changes)
                content[place] = value;
            var path = folder.Write("image", content);
            try
            {
                ImageReader.Read(path);
            }
            catch (ImageFormatException e)
            {
                Assert.Equal(path, e.Path);
            }
        }, iter: 1000, threads: 1);
    }

    [Theory]
    [InlineData(8000, 8000)]
    [InlineData(40_000, 30_000)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_png_whose_header_claims_more_than_it_holds_is_refused_before_anything_is_allocated(int width, int height)
    {
        var png = TestImages.Png(Noise);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32.Append(0, png.AsSpan(12, 17)));
        RefusedCheaply(png);
    }

    [Fact]
    public void A_jpeg_whose_header_claims_more_than_it_holds_is_refused_before_anything_is_allocated()
    {
        var jpeg = TestImages.Jpeg(Noise);
        // Behind the marker of the frame: its length, 8 bits, height, width.
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 8000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 8000);
        RefusedCheaply(jpeg);
    }

    private static void RefusedCheaply(byte[] image)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image", image);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageFormatException>(() => ImageReader.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
