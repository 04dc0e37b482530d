using System.Buffers.Binary;
using System.IO.Compression;

namespace SoftCfg.Cli.Tests.Evaluating;

/// <summary>What people see of sets and networks that cannot be used.</summary>
public sealed class EvalErrorTests : IDisposable
{
    private const int Size = 28;

    private readonly TemporaryFolder folder = new();

    public EvalErrorTests() => NpzFile.WriteImages(folder, "good.npz", 6, Size);

    [Fact]
    public void A_missing_file_and_one_that_is_no_set()
    {
        RefusedOnBothSides("none.npz", "none.npz: there is no such file. Check the path.");
        File.WriteAllText(folder.File("text.npz"), "not an archive");
        RefusedOnBothSides("text.npz", "text.npz: this is nothing to evaluate.");
        Directory.CreateDirectory(folder.File("empty"));
        RefusedOnBothSides("empty", "empty: the folder holds no PNG or JPEG images.");
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6, 7, 28, 3), }",
        "the array 'arr_0' has elements of type '<f4'; expected '|u1'.")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (6, 3, 28, 28), }",
        "has shape [6, 3, 28, 28]; expected [images, height, width, 3]")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (7, 28, 28, 3), }", "its 14112 bytes of data do not match")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (4611686018427387904, 28, 28, 3), }", "do not match")]
    [InlineData("__import__('os')", "expected '{' at character 0")]
    public void An_array_that_is_not_right(string dictionary, string message)
    {
        Write("bad.npz", NpzFile.Zip("arr_0.npy", NpzFile.Npy(dictionary, new byte[6 * Size * Size * 3])));
        RefusedOnBothSides("bad.npz", message);
    }

    [Fact]
    public void Another_key()
    {
        Write("bad.npz", NpzFile.Zip("images.npy", Images()));
        RefusedOnBothSides("bad.npz", "bad.npz: there is no array 'arr_0'. It holds images.");
    }

    [Fact]
    public void A_truncated_archive()
    {
        Write("bad.npz", folder.Bytes("good.npz")[..^30]);
        RefusedOnBothSides("bad.npz", "bad.npz: ");
    }

    [Fact]
    public void A_damaged_image()
    {
        var archive = folder.Bytes("good.npz");
        archive[archive.Length / 2]++;
        Write("bad.npz", archive);
        RefusedOnBothSides("bad.npz", "'arr_0.npy' fails its checksum.");
    }

    [Fact]
    public void An_encrypted_archive()
    {
        var archive = folder.Bytes("good.npz");
        archive[6] |= 1;
        archive[NpzFile.DirectoryOf(archive) + 8] |= 1;
        Write("bad.npz", archive);
        RefusedOnBothSides("bad.npz", "encrypted");
    }

    [Fact]
    public void An_archive_that_claims_or_holds_too_much()
    {
        var archive = NpzFile.Zip("arr_0.npy", Images(), CompressionLevel.Optimal);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(NpzFile.DirectoryOf(archive) + 24), 3_000_000_000);
        Write("claims.npz", archive);
        RefusedOnBothSides("claims.npz", "'arr_0.npy' claims 3000000000 bytes");
        NpzFile.WriteBlack(folder, "bomb.npz", 1, size: 10_000);
        RefusedOnBothSides("bomb.npz", "has images of 10000 × 10000 pixels, more than the limit");
        Write("header.npz", NpzFile.Zip("arr_0.npy", NpzFile.Npy(NpzFile.Dictionary(6, Size), [], uint.MaxValue)));
        RefusedOnBothSides("header.npz", "claims a header of 4294967295 bytes; at most 65536 are allowed.");
    }

    [Fact]
    public void Images_of_mixed_sizes_or_of_a_size_that_the_network_does_not_take()
    {
        Directory.CreateDirectory(folder.File("mixed"));
        for (var i = 0; i < 5; i++)
            Write($"mixed/{i}.png", PngFile.Smooth(Size, i == 3 ? Size + 1 : Size));
        RefusedOnBothSides("mixed", "3.png: the image has 28 × 29 pixels, but 0.png has 28 × 28.");
        NpzFile.WriteImages(folder, "large.npz", 5, size: 32);
        RefusedOnBothSides("large.npz",
            "large.npz: The Fashion-MNIST classifier looks at images of 28 x 28 pixels; these have 32 rows of 32.");
    }

    [Fact]
    public void Fewer_images_than_a_neighbourhood_needs()
    {
        NpzFile.WriteImages(folder, "few.npz", 3, Size);
        RefusedOnBothSides("few.npz", "few.npz: there are 3 images; an evaluation needs at least 4");
    }

    [Fact]
    public void Networks_that_are_none()
    {
        Refused("--features is missing: which network sees the images? Give inception:FILE", "eval", "good.npz", "good.npz");
        RefusedFeatures("--features is 'vgg'; it must be inception:FILE or fashion.", "vgg");
        RefusedFeatures("none.pb: there is no such file.", "inception:none.pb");
        RefusedFeatures("good.npz: ", "inception:good.npz");
        InceptionGraph.Write(folder.File("other.pb"), without: "mixed_9/tower/conv/batchnorm/gamma");
        RefusedFeatures("other.pb: there is no node 'mixed_9/tower/conv/batchnorm/gamma' (Const)", "inception:other.pb");
        Refused("other.pb: there is no node", "convert", "other.pb", "out.safetensors");
        Assert.False(File.Exists(folder.File("out.safetensors")));
        InceptionGraph.Write(folder.File("graph.safetensors"));
        Refused("--select is 'ema', but 'graph.safetensors' is a TensorFlow graph: it has no state dicts.",
            "convert", "graph.safetensors", "out.safetensors", "--select", "ema");
        Refused("'graph.safetensors' is the input itself.",
            "convert", "graph.safetensors", "graph.safetensors", "--force");
    }

    [Fact]
    public void Statistics_of_another_network()
    {
        Run.In(folder, "eval", "good.npz", "good.npz", "--features", "fashion", "--save-statistics",
            "fashion.stats.safetensors").Succeeded();
        InceptionGraph.Write(folder.File("graph.pb"));
        Refused("fashion.stats.safetensors: the statistics were made with the network 'fashion-classifier ",
            "eval", "fashion.stats.safetensors", "good.npz", "--features", "inception:graph.pb");
        Refused("classifier.safetensors: this safetensors file holds no statistics of images.", "eval", Path.Combine(
            AppContext.BaseDirectory, "models", "fashion", "classifier.safetensors"), "good.npz", "--features", "fashion");
    }

    [Theory]
    [InlineData("--save-statistics is 'out.npz'; the name must end in .stats.safetensors.", "--save-statistics", "out.npz")]
    [InlineData("its folder does not exist.", "--save-statistics", "none/a.stats.safetensors")]
    [InlineData("--resamples is 1, which has no spread", "--resamples", "1")]
    [InlineData("--confidence is '95'; it must be a number from 0.01 to 0.999.", "--confidence", "95")]
    [InlineData("--distances is 'bfloat16'; it must be float32, float64 or float16.", "--distances", "bfloat16")]
    [InlineData("--batch is '0'; it must be a whole number from 1 to 65536.", "--batch", "0")]
    public void Options_that_make_no_sense(string message, params string[] options) =>
        Refused(message, ["eval", "good.npz", "good.npz", "--features", "fashion", .. options]);

    [Fact]
    public void Statistics_do_not_replace_what_is_read()
    {
        const string Statistics = "a.stats.safetensors";
        File.Copy(folder.File("good.npz"), folder.File(Statistics));
        Refused("--save-statistics would replace 'a.stats.safetensors', which is to be read.",
            "eval", Statistics, "good.npz", "--features", "fashion", "--save-statistics", Statistics);
        Assert.Equal(folder.Bytes("good.npz"), folder.Bytes(Statistics));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Images() => NpzFile.Npy(NpzFile.Dictionary(6, Size), new byte[6 * Size * Size * 3]);

    private void Write(string name, byte[] content) => File.WriteAllBytes(folder.File(name), content);

    private void RefusedOnBothSides(string set, string message)
    {
        Refused(message, "eval", set, "good.npz", "--features", "fashion");
        Refused(message, "eval", "good.npz", set, "--features", "fashion");
    }

    private void RefusedFeatures(string message, string features) =>
        Refused(message, "eval", "good.npz", "good.npz", "--features", features);

    private void Refused(string message, params string[] arguments) =>
        Run.In(folder, [.. arguments]).Refused(message);
}
