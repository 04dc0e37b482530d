using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using SoftCfg.Files;
using SoftCfg.Imaging;
using SoftCfg.Npz;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Npz;

public class NpzWriterTests
{
    [Fact]
    public void Numpy_s_format_holds_the_images_in_order() =>
        Gen.Byte.Array[3 * 5 * 4].Array[0, 6].Sample(images =>
        {
            using var folder = new TemporaryFolder();
            var path = Write(folder, images);
            using var zip = ZipFile.OpenRead(path);
            var entry = Assert.Single(zip.Entries);
            Assert.Equal("arr_0.npy", entry.FullName);
            Assert.Equal(entry.Length, entry.CompressedLength);
            var content = Read(entry);
            Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], content[..8]);
            var headerLength = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8));
            Assert.Equal(0, (10 + headerLength) % 64);
            var header = Encoding.ASCII.GetString(content, 10, headerLength);
            var shape = $"({images.Length}, 4, 5, 3)";
            Assert.Equal($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}", header.TrimEnd());
            Assert.EndsWith("\n", header);
            Assert.Equal(images.SelectMany(i => i), content[(10 + headerLength)..]);
            Assert.Equal(Crc32.Append(0, content), entry.Crc32);
        }, iter: 30);

    [Fact]
    public void The_same_images_give_the_same_bytes_whenever()
    {
        using var folder = new TemporaryFolder();
        var first = File.ReadAllBytes(Write(folder, [new byte[60], new byte[60]]));
        Assert.Equal(first, File.ReadAllBytes(Write(folder, [new byte[60], new byte[60]])));
        using var zip = ZipFile.OpenRead(folder.File("samples.npz"));
        Assert.Equal(new DateTime(1980, 1, 1), zip.Entries[0].LastWriteTime.DateTime);
    }

    [Fact]
    public void Beyond_four_gigabytes_the_directory_is_zip64()
    {
        // The records of a large entry around a hole, which needs no space on the disk.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems would write the hole.");
        const long Size = (5L << 30) + 7;
        using var folder = new TemporaryFolder();
        var entry = new StoredEntry("arr_0.npy", Size, 0x12345678, Offset: 0);
        using (var file = File.Create(folder.File("large.zip")))
        {
            file.Write(StoredZip.Header(entry));
            file.Seek(Size, SeekOrigin.Current);
            file.Write(StoredZip.Directory([entry], file.Position));
        }
        using var zip = ZipFile.OpenRead(folder.File("large.zip"));
        var read = zip.Entries[0];
        Assert.Equal((Size, Size, 0x12345678u), (read.Length, read.CompressedLength, read.Crc32));
        using var stream = read.Open();
        Assert.Equal(0, stream.ReadByte());
    }

    [Fact]
    public void Labels_are_a_second_array_of_whole_numbers()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("samples.npz");
        using var npz = new NpzWriter(path, 2, 2);
        npz.Append(TestImages.Gradient(2, 2));
        npz.Append(TestImages.Gradient(2, 2));
        Assert.Contains("There are 1 labels for 2 images.", Assert.Throws<ArgumentException>(() => npz.Complete([1])).Message);
        npz.Complete([7, 999]);

        using var zip = ZipFile.OpenRead(path);
        Assert.Equal(["arr_0.npy", "arr_1.npy"], zip.Entries.Select(entry => entry.FullName));
        var labels = Read(zip.Entries[1]);
        Assert.Contains("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", System.Text.Encoding.ASCII.GetString(labels));
        Assert.Equal([7L, 999L], MemoryMarshal.Cast<byte, long>(labels.AsSpan(128)).ToArray());
    }

    [Fact]
    public void A_second_array_beyond_four_gigabytes_has_its_place_in_zip64()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems would write the hole.");
        const long Size = (4L << 30) + 1;
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder.File("large.zip")))
        {
            var first = new StoredEntry("arr_0.npy", Size, 0, Offset: 0);
            file.Write(StoredZip.Header(first));
            file.Seek(Size, SeekOrigin.Current);
            var second = new StoredEntry("arr_1.npy", 1, 0xD202EF8D, file.Position);
            file.Write(StoredZip.Header(second));
            file.WriteByte(0);
            file.Write(StoredZip.Directory([first, second], file.Position));
        }
        using var zip = ZipFile.OpenRead(folder.File("large.zip"));
        Assert.Equal([Size, 1L], zip.Entries.Select(entry => entry.Length));
        Assert.Equal([0], Read(zip.Entries[1]));
    }

    [Theory]
    [InlineData(uint.MaxValue - 60L)]
    [InlineData(uint.MaxValue - 59L)]
    [InlineData(uint.MaxValue - 58L)]
    [InlineData((long)uint.MaxValue)]
    public void The_step_to_zip64_has_no_gap(long size)
    {
        var header = StoredZip.HeaderLength("arr_0.npy");
        Assert.Equal(59, header);
        var directory = StoredZip.Directory([new StoredEntry("arr_0.npy", size, 0, Offset: 0)], header + size);
        var plainOffset = BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(directory.Length - 6));
        var isZip64 = directory.AsSpan().IndexOf("PK\u0006\u0006"u8) > 0;
        Assert.Equal(size + header >= uint.MaxValue, isZip64);
        Assert.Equal(isZip64 ? uint.MaxValue : (uint)(size + header), plainOffset);
    }

    [Fact]
    public void Without_completion_the_old_file_stays_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("samples.npz", [1, 2, 3]);
        using (var npz = new NpzWriter(path, 2, 2))
        {
            npz.Append(TestImages.Gradient(2, 2));
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        }
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal("samples.npz", Assert.Single(folder.FileNames));
    }

    [Fact]
    public void An_image_of_another_size_is_refused_and_the_rest_stays_good()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("samples.npz");
        using var npz = new NpzWriter(path, 2, 2);
        npz.Append(TestImages.Gradient(2, 2));
        var error = Assert.Throws<ArgumentException>(() => npz.Append(TestImages.Gradient(2, 3)));
        Assert.Contains("Image 1 is 2 × 3; all images of an npz are 2 × 2", error.Message);
        npz.Complete();
        Assert.Equal(1, npz.Count);
        using var zip = ZipFile.OpenRead(path);
        Assert.Equal(128 + 12, Read(zip.Entries[0]).Length);
    }

    [Fact]
    public void A_missing_folder_is_named_at_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("missing/samples.npz");
        Assert.Contains(path, Assert.Throws<DirectoryNotFoundException>(() => new NpzWriter(path, 2, 2)).Message);
    }

    private static string Write(TemporaryFolder folder, byte[][] images)
    {
        using var npz = new NpzWriter(folder.File("samples.npz"), width: 5, height: 4);
        foreach (var image in images)
            npz.Append(new RgbImage(5, 4, image));
        npz.Complete();
        return folder.File("samples.npz");
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
