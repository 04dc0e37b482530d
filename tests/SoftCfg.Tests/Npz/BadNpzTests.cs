using System.Buffers.Binary;
using System.IO.Compression;
using SoftCfg.Evaluation;
using SoftCfg.Tests.Evaluation;

namespace SoftCfg.Tests.Npz;

/// <summary>What people see of archives that cannot be used.</summary>
public sealed class BadNpzTests : IDisposable
{
    private const string Good = "{'descr': '|u1', 'fortran_order': False, 'shape': (5, 4, 3, 3), }";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_file_that_is_not_there_or_empty_or_something_else()
    {
        Assert.EndsWith("none.npz: there is no such file. Check the path.", Refusal(folder.File("none.npz")));
        Assert.Contains("the file is empty", Refusal(folder.Write("empty.npz", [])));
        Assert.Contains("this is nothing to evaluate. Expected an .npz file with images or statistics, a folder of PNG or JPEG images",
            Refusal(folder.Write("text.npz", "hello, world"u8)));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var content = NpzFiles.Zip(CompressionLevel.Optimal, ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        for (var length = 0; length < content.Length; length++)
            Refusal(folder.Write("cut.npz", content.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Changed_bytes_are_read_or_refused_and_nothing_else(CompressionLevel level)
    {
        var original = NpzFiles.Zip(level, ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        var random = new Random(20250925);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var trial = 0; trial < 1000; trial++)
        {
            var content = (byte[])original.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                content[random.Next(content.Length)] = (byte)random.Next(256);
            try
            {
                Measure(folder.Write("changed.npz", content));
            }
            catch (EvaluationFileException e)
            {
                Assert.Equal(folder.File("changed.npz"), e.Path);
            }
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    [Fact]
    public void A_changed_pixel_fails_the_checksum()
    {
        var content = NpzFiles.Zip(("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        content[content.Length / 2]++;
        Assert.Contains("'arr_0.npy' fails its checksum. The file is damaged", Refusal(folder.Write("a.npz", content)));
    }

    [Fact]
    public void Another_key_is_named()
    {
        var path = folder.Write("a.npz", NpzFiles.Zip(("images.npy", NpzFiles.Images(NpzFiles.Pixels(5))), ("readme.txt", [65])));
        Assert.EndsWith("a.npz: there is no array 'arr_0'. It holds images, readme.txt.", Refusal(path));
        var names = Enumerable.Range(0, 20).Select(i => (new string((char)('a' + i), 60_000) + ".npy", Array.Empty<byte>()));
        Assert.InRange(Refusal(folder.Write("c.npz", NpzFiles.Zip([.. names]))).Length, 100, 3500);
        Assert.EndsWith("It holds nothing.", Refusal(folder.Write("b.npz", NpzFiles.Zip())));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 4, 3, 3), }",
        "the array 'arr_0' has elements of type '<f4'; expected '|u1'.")]
    [InlineData("{'descr': '<i1', 'fortran_order': False, 'shape': (5, 4, 3, 3), }", "of type '<i1'; expected '|u1'.")]
    [InlineData("{'descr': '|b1', 'fortran_order': False, 'shape': (5, 4, 3, 3), }", "of type '|b1'; expected '|u1'.")]
    [InlineData("{'descr': '<<u1', 'fortran_order': False, 'shape': (5, 4, 3, 3), }", "of type '<<u1'; expected '|u1'.")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (5, 4, 3, 3), }", "of type ''; expected '|u1'.")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (5, 3, 3, 4), }",
        "has shape [5, 3, 3, 4]; expected [images, height, width, 3]")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (180,), }", "has shape [180]; expected")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (6, 4, 3, 3), }",
        "has shape [6, 4, 3, 3] of '|u1', which its 180 bytes of data do not match.")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (4611686018427387904, 4, 3, 3), }", "do not match")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 4, 3, 3), }",
        "expected a whole number from 0 on at character 51")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-5, 4, 3, 3), }", "expected a whole number from 0 on")]
    [InlineData("{'descr': [('x', '|u1')], 'fortran_order': False, 'shape': (5, 4, 3, 3), }", "expected a quoted text")]
    [InlineData("{'descr': '|u1', 'fortran_order': 0, 'shape': (5, 4, 3, 3), }", "expected True or False")]
    [InlineData("{'descr': '|u1', 'shape': (5, 4, 3, 3), }", "it lacks 'fortran_order'")]
    [InlineData("{'descr': '|u1', 'descr': '|u1', }", "the key 'descr' is unknown or there twice")]
    [InlineData("{'descr': '|u1', 'more': '|u1', }", "the key 'more' is unknown or there twice")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (5, 4, 3, 3), } + 1", "something follows the dictionary")]
    [InlineData("{'descr': '|u1", "a text has no end")]
    [InlineData("__import__('os')", "expected '{' at character 0")]
    public void A_header_that_is_not_right(string dictionary, string message) => Assert.Contains(message,
        Refusal(folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", NpzFiles.Npy(dictionary, NpzFiles.Pixels(5)))))));

    [Theory]
    [InlineData(2, uint.MaxValue, "claims a header of 4294967295 bytes; at most 65536 are allowed.")]
    [InlineData(2, 60_000u, "ends inside its header of 60000 bytes.")]
    [InlineData(4, null, "is in .npy format 4.0; known are 1.0, 2.0 and 3.0.")]
    public void A_header_of_another_size_or_version(byte version, uint? length, string message) => Assert.Contains(message,
        Refusal(folder.Write("a.npz",
            NpzFiles.Zip(("arr_0.npy", NpzFiles.Npy(Good, NpzFiles.Pixels(5), version, length))))));

    [Fact]
    public void A_member_that_is_no_array()
    {
        Assert.Contains("the array 'arr_0' does not begin as a .npy file does",
            Refusal(folder.Write("a.npz", NpzFiles.Zip(("arr_0.npy", new byte[100])))));
        Assert.Contains("the array 'arr_0' ends inside its header",
            Refusal(folder.Write("b.npz", NpzFiles.Zip(("arr_0.npy", [0x93, 78])))));
    }

    [Fact]
    public void Images_larger_than_any_should_be()
    {
        // 300 MB of zeros deflate to 300 kB.
        const string Dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 10000, 10000, 3), }";
        var member = NpzFiles.Npy(Dictionary, new byte[300_000_000]);
        var path = folder.Write("a.npz", NpzFiles.Zip(CompressionLevel.Fastest, ("arr_0.npy", member)));
        Assert.Contains("has images of 10000 × 10000 pixels, more than the limit of 67108864.", Refusal(path));
    }

    [Fact]
    public void A_directory_that_claims_more_than_deflate_can_give()
    {
        var content = NpzFiles.Zip(CompressionLevel.Optimal, ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(Directory(content) + 24), 3_000_000_000);
        Assert.Contains("'arr_0.npy' claims 3000000000 bytes, more than", Refusal(folder.Write("a.npz", content)));
    }

    [Fact]
    public void Content_that_goes_on_behind_its_claimed_size()
    {
        var pixels = NpzFiles.Pixels(6);
        var member = NpzFiles.Npy(Good, pixels);
        var content = NpzFiles.Zip(CompressionLevel.Optimal, ("arr_0.npy", member));
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(Directory(content) + 24), (uint)member.Length - 36);
        Assert.Contains("'arr_0.npy' has more content than its", Refusal(folder.Write("a.npz", content)));
    }

    [Fact]
    public void Numbers_of_the_other_byte_order_are_no_statistics()
    {
        var mu = NpzFiles.Npy("{'descr': '>f8', 'fortran_order': False, 'shape': (8,), }", new byte[64]);
        Assert.Contains("the array 'mu' has elements of type '>f8'; expected '<f4' or '<f8'. Convert it with numpy's astype.",
            Refusal(folder.Write("a.npz", NpzFiles.Zip(("mu.npy", mu)))));
    }

    [Fact]
    public void A_small_file_that_must_be_held_whole_and_is_large_when_it_is_unpacked()
    {
        const string Dictionary = "{'descr': '|u1', 'fortran_order': True, 'shape': (5, 4000, 4000, 3), }";
        var member = NpzFiles.Npy(Dictionary, new byte[240_000_000]);
        var path = folder.Write("a.npz", NpzFiles.Zip(CompressionLevel.Fastest, ("arr_0.npy", member)));
        Assert.Contains("claims 240000000 bytes in a file of ", Refusal(path));
    }

    [Theory]
    [InlineData(8, 1, "'arr_0.npy' is encrypted.")]
    [InlineData(10, 12, "'arr_0.npy' is compressed by method 12; expected stored (0) or deflated (8).")]
    public void An_encrypted_or_unknown_compression(int offset, ushort value, string message)
    {
        var content = NpzFiles.Zip(("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(Directory(content) + offset), value);
        Assert.Contains(message, Refusal(folder.Write("a.npz", content)));
    }

    [Fact]
    public void A_fortran_order_too_large_to_be_turned()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems would write the hole.");
        const long Count = 5_000_000_000 / 3_000_000;
        var header = NpzFiles.Npy($"{{'descr': '|u1', 'fortran_order': True, 'shape': ({Count}, 1000, 1000, 3), }}", []);
        var entry = new SoftCfg.Npz.StoredEntry("arr_0.npy", header.Length + Count * 3_000_000, 0, Offset: 0);
        using (var file = File.Create(folder.File("large.npz")))
        {
            file.Write(SoftCfg.Npz.StoredZip.Header(entry));
            file.Write(header);
            file.Seek(Count * 3_000_000, SeekOrigin.Current);
            file.Write(SoftCfg.Npz.StoredZip.Directory([entry], file.Position));
        }
        Assert.Contains("at most 4294967296 can be held at once. Only arrays in C order are read piece by piece: write it " +
            "anew through numpy.ascontiguousarray.", Refusal(folder.File("large.npz")));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Where the archive's only directory entry begins.</summary>
    private static int Directory(byte[] content) => content.AsSpan().IndexOf("PK\x01\x02"u8);

    private static string Refusal(string path)
    {
        var e = Assert.Throws<EvaluationFileException>(() => Measure(path));
        Assert.Equal(path, e.Path);
        Assert.StartsWith(path + ": ", e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    private static void Measure(string path)
    {
        using var network = new PixelNetwork();
        Evaluator.Measure(path, network).Dispose();
    }
}
