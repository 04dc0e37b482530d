using System.Buffers.Binary;
using System.Text;
using CsCheck;
using SoftCfg.Checkpoints;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Whatever_is_written_is_read_back_bit_for_bit()
    {
        var tensor = Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Long[0, 4].Array[0, 4], Gen.String[0, 8]);
        tensor.List[0, 6].Sample(cases =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            var tensors = cases
                .Select((c, i) => ($"{c.Item3}.{i}", RandomTensor(Types[c.Item1], c.Item2, generator))).ToList();
            var path = folder.File($"{Guid.NewGuid():N}.safetensors");

            SafetensorsWriter.Write(path, tensors);

            using var file = SafetensorsFile.Open(path);
            Assert.Equal(tensors.Select(t => Readable(t.Item1)), file.Tensors.Select(t => t.Name),
                StringComparer.Ordinal);
            foreach (var (name, value) in tensors)
            {
                var read = file.Read(Readable(name));
                Assert.Equal(value.dtype, read.dtype);
                Assert.Equal(value.shape, read.shape);
                Assert.Equal(value.bytes.ToArray(), read.bytes.ToArray());
            }
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void Transposed_tensors_are_written_row_major()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [("t", TensorArithmetic.Range(6).to(ScalarType.Float32).view(2, 3).t())]);

        using var file = SafetensorsFile.Open(path);

        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], file.Read("t").data<float>().ToArray());
    }

    [Fact]
    public void Tensors_larger_than_one_read_are_whole()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var path = folder.File("a.safetensors");
        var value = randint(0, 256, [(3 << 20) + 5], ScalarType.Byte, generator: generator);
        SafetensorsWriter.Write(path, [("a", value), ("b", value.to(ScalarType.Float64))]);

        using var file = SafetensorsFile.Open(path);

        Assert.True(value.bytes.SequenceEqual(file.Read("a").bytes));
        Assert.True(value.bytes.SequenceEqual(file.Read("b").to(ScalarType.Byte).bytes));
    }

    [Fact]
    public void Metadata_survives_and_the_header_is_aligned()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["note"] = "héllo \"x\"",
            ["empty"] = "",
        };
        SafetensorsWriter.Write(path, [("é/日本", ones(3))], metadata);

        using var file = SafetensorsFile.Open(path);

        Assert.Equal(metadata, file.Metadata);
        Assert.Equal("é/日本", file.Tensors.Single().Name);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_no_other()
    {
        using var scope = NewDisposeScope();
        var path = folder.Write("a.safetensors", "old"u8);

        Assert.Throws<NotSupportedException>(() =>
            SafetensorsWriter.Write(path, [("a", zeros(2, ScalarType.ComplexFloat32))]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [("a", zeros(2)), ("a", zeros(2))]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [("__metadata__", zeros(2))]));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void An_unknown_name_lists_what_there_is()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, Enumerable.Range(0, 12).Select(i => ($"w{i}", zeros(1))));
        using var file = SafetensorsFile.Open(path);

        var e = Assert.Throws<CheckpointException>(() => file.Read("x"));

        Assert.Contains("there is no tensor 'x'", e.Problem, StringComparison.Ordinal);
        Assert.EndsWith("w0, w1, w2, w3, w4, w5, w6, w7, w8, w9 and 2 more.", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_outlives_its_closed_file_and_the_file_says_it_is_closed()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [("a", TensorArithmetic.Range(4).to(ScalarType.Float32))]);
        var file = SafetensorsFile.Open(path);
        var tensor = file.Read("a");
        file.Dispose();
        File.Delete(path);

        Assert.Equal([0f, 1f, 2f, 3f], tensor.data<float>().ToArray());
        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_an_error()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [("a", TensorArithmetic.Range(4).to(ScalarType.Float32))]);
        using var file = SafetensorsFile.Open(path);
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.SetLength(handle, new FileInfo(path).Length - 4);

        var e = Assert.Throws<CheckpointException>(() => file.Read("a"));

        Assert.Contains("became shorter while tensor 'a' was read", e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(32)]
    public void A_header_length_that_looks_like_white_space_is_still_a_length(byte lowByte)
    {
        var json = """{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""".PadRight(256 + lowByte);
        var path = folder.Write("a.safetensors", [lowByte, 1, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(json)]);

        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("a byte [0]", checkpoint.Tensors.Single().ToString());
    }

    [Fact]
    public void Reading_leaves_one_tensor()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [("a", TensorArithmetic.Range(4).to(ScalarType.Float32))]);
        using var file = SafetensorsFile.Open(path);
        file.Read("a").Dispose();
        var before = scope.DisposablesCount;

        file.Read("a");

        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>JSON holds no half surrogate pairs: the writer replaces them.</summary>
    private static string Readable(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));

    private static Tensor RandomTensor(ScalarType type, long[] shape, Generator generator)
    {
        var high = type == ScalarType.Bool ? 2 : 100;
        return randint(0, high, shape, ScalarType.Float32, generator: generator).to(type);
    }
}
