using System.IO.Compression;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Npz;
using SoftCfg.Tests.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Npz;

public sealed class NpzReadingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Images_come_in_order_stored_or_deflated(CompressionLevel level)
    {
        var pixels = NpzFiles.Pixels(5);
        var path = folder.Write("a.npz", NpzFiles.Zip(level, ("arr_0.npy", NpzFiles.Images(pixels))));
        Assert.Equal(pixels, ReadAll(path, [2, 2, 1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_header_versions_are_read(byte version)
    {
        var pixels = NpzFiles.Pixels(2);
        var member = NpzFiles.Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 4, 3, 3), }", pixels, version);
        Assert.Equal(pixels, ReadAll(folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", member))), [2]));
    }

    [Theory]
    [InlineData("{\"shape\":(2,4L,3,3),\"fortran_order\":False,\"descr\":\"|u1\"}")]
    [InlineData("  {'fortran_order' : False , 'descr' : '|u1', 'shape': (2, 4, 3, 3,) , }   ")]
    public void A_header_is_read_however_it_is_spaced(string dictionary)
    {
        var pixels = NpzFiles.Pixels(2);
        var path = folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", NpzFiles.Npy(dictionary, pixels))));
        Assert.Equal(pixels, ReadAll(path, [2]));
    }

    [Theory]
    [InlineData("<u1")]
    [InlineData(">u1")]
    [InlineData("=u1")]
    [InlineData("u1")]
    public void A_byte_has_no_order(string type)
    {
        var pixels = NpzFiles.Pixels(2);
        var member = NpzFiles.Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2, 4, 3, 3), }}", pixels);
        Assert.Equal(pixels, ReadAll(folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", member))), [2]));
    }

    [Fact]
    public void Fortran_order_is_turned()
    {
        using var scope = NewDisposeScope();
        var pixels = NpzFiles.Pixels(5);
        var turned = tensor(pixels).reshape(5, 4, 3, 3).permute(3, 2, 1, 0).contiguous().data<byte>().ToArray();
        var member = NpzFiles.Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (5, 4, 3, 3), }", turned);
        Assert.Equal(pixels, ReadAll(folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", member))), [2, 2, 1]));
    }

    [Fact]
    public void What_our_writer_writes_is_read()
    {
        using (var npz = new NpzWriter(folder.File("a.npz"), 3, 4))
        {
            npz.Append(TestImages.Gradient(3, 4));
            npz.Append(TestImages.Plain(3, 4, 1, 2, 3));
            npz.Complete();
        }
        byte[] expected = [.. TestImages.Gradient(3, 4).Pixels, .. TestImages.Plain(3, 4, 1, 2, 3).Pixels];
        Assert.Equal(expected, ReadAll(folder.File("a.npz"), [2]));
    }

    [Fact]
    public void Beyond_four_gigabytes_images_are_read_without_holding_them()
    {
        // A file with a hole in it, which needs no space on the disk.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems would write the hole.");
        const long Count = 4_800_000_000 / 3_000_000;
        var header = NpzFiles.Npy($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Count}, 1000, 1000, 3), }}", []);
        var entry = new StoredEntry("arr_0.npy", header.Length + Count * 3_000_000, 0, Offset: 0);
        using (var file = File.Create(folder.File("large.npz")))
        {
            file.Write(StoredZip.Header(entry));
            file.Write(header);
            file.Seek(Count * 3_000_000, SeekOrigin.Current);
            file.Write(StoredZip.Directory([entry], file.Position));
        }
        using var archive = NpzArchive.Open(folder.File("large.npz"));
        using var images = new NpzImages(archive);
        Assert.Equal((Count, 3_000_000), (images.Count, images.ImageBytes));
        using var first = images.Next(2);
        Assert.Equal([2, 1000, 1000, 3], first!.shape);
    }

    [Theory]
    [InlineData("<f4")]
    [InlineData("<f8")]
    [InlineData("f8")]
    [InlineData("=f8")]
    public void Statistics_are_float32_or_float64(string type)
    {
        double[] values = [1.5, -2, 3];
        var data = values.SelectMany(v => type == "<f4" ? BitConverter.GetBytes((float)v) : BitConverter.GetBytes(v)).ToArray();
        var member = NpzFiles.Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (3,), }}", data);
        using var archive = NpzArchive.Open(folder.Write("a.npz", NpzFiles.Zip(("mu.npy", member))));
        using var array = archive.OpenArray("mu", ScalarType.Float32, ScalarType.Float64);
        using var read = array.ReadWhole();
        using var wide = read.to(ScalarType.Float64);
        Assert.Equal(values, wide.data<double>().ToArray());
    }

    public void Dispose() => folder.Dispose();

    private static byte[] ReadAll(string path, long[] expectedBatches)
    {
        using var archive = NpzArchive.Open(path);
        using var images = new NpzImages(archive);
        var pixels = new List<byte>();
        var batches = new List<long>();
        while (images.Next(2) is { } batch)
        {
            batches.Add(batch.shape[0]);
            pixels.AddRange(batch.data<byte>().ToArray());
            batch.Dispose();
        }
        Assert.Equal(expectedBatches, batches);
        return [.. pixels];
    }
}
