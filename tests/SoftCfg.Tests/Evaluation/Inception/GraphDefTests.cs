using System.Buffers.Binary;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using static SoftCfg.Tests.Evaluation.Inception.GraphWriter;

namespace SoftCfg.Tests.Evaluation.Inception;

public sealed class GraphDefTests : IDisposable
{
    private const int DoubleType = 2, LongType = 9, HalfType = 19;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, int, byte[]> Encodings()
    {
        var doubles = new byte[16];
        BinaryPrimitives.WriteDoubleLittleEndian(doubles, 1.5);
        BinaryPrimitives.WriteDoubleLittleEndian(doubles.AsSpan(8), -2);
        var (oneAndAHalf, minusTwo) = (BitConverter.HalfToUInt16Bits((Half)1.5f), BitConverter.HalfToUInt16Bits((Half)(-2f)));
        var halves = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(halves, oneAndAHalf);
        BinaryPrimitives.WriteUInt16LittleEndian(halves.AsSpan(2), minusTwo);
        return new()
        {
            { "float bytes", FloatType, Content([1.5f, -2, -2]) },
            { "floats one by one", FloatType, Message(Number(5, 1.5f), Number(5, -2), Number(5, -2)) },
            { "floats, the last repeats", FloatType, Message(Number(5, 1.5f), Number(5, -2)) },
            { "double bytes", DoubleType, Bytes(4, [.. doubles, .. doubles[8..]]) },
            { "doubles packed", DoubleType, Bytes(6, doubles) },
            { "half bytes", HalfType, Bytes(4, [.. halves, .. halves[2..]]) },
            { "halves packed", HalfType, Packed(13, oneAndAHalf, minusTwo) },
            { "halves one by one", HalfType, Message(Varint(13, oneAndAHalf), Varint(13, minusTwo)) },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Numbers_are_read_in_every_encoding(string name, int type, byte[] values) =>
        Assert.Equal([1.5f, -2, -2], Read(name, Tensor(type, [3], values)).Floats(3));

    [Theory]
    [InlineData(IntType, 7)]
    [InlineData(LongType, 10)]
    public void Integers_are_read_and_may_be_negative(int type, int field) =>
        Assert.Equal([299, -1, -1, -1], Read("sizes", Tensor(type, [2, 2], Packed(field, 299, -1))).Floats(2, 2));

    [Fact]
    public void The_type_may_come_after_the_values() => Assert.Equal([7],
        Read("late", Message(Number(5, 7), Varint(1, FloatType))).Floats());

    [Fact]
    public void Unknown_fields_are_skipped()
    {
        var tensor = Message(Tensor(FloatType, [1], Content([3])), Varint(99, 5), Bytes(98, [1, 2]));
        var path = Write(graph => graph.Constant("x", FloatType, tensor));
        File.AppendAllBytes(path, Message(Bytes(4, Varint(1, 8)), Varint(3, 8), Number(77, 1)));
        Assert.Equal([3], GraphDef.Read(path).Nodes["x"].Constant().Floats(1));
    }

    [Theory]
    [InlineData(2, "holds 8 bytes for 3 elements of type float.")]
    [InlineData(4, "holds 16 bytes for 3 elements of type float.")]
    public void Bytes_must_fit_the_shape(int values, string problem) =>
        Refused(Read("w", Tensor(FloatType, [3], Content(new float[values]))), problem);

    [Fact]
    public void Values_must_fit_the_shape()
    {
        Refused(Read("w", Tensor(FloatType, [3])), "holds 0 values for 3 elements.");
        Refused(Read("w", Tensor(FloatType, [3], Bytes(5, new byte[16]))), "holds 4 values for 3 elements.");
        // A list of another type than the tensor's is not the tensor's.
        Refused(Read("w", Tensor(FloatType, [3], Packed(7, 1, 2, 3))), "holds 0 values for 3 elements.");
    }

    [Fact]
    public void Attributes_that_are_missing_or_of_another_kind_are_named()
    {
        var path = Write(graph => graph.Node("b", "BatchNorm", [], ("epsilon", Varint(5, 1)), ("cut", [0x25, 1])));
        var node = GraphDef.Read(path).Nodes["b"];
        Assert.Equal($"{path}: node 'b' (BatchNorm) has no attribute 'epsilon' that is a float. Is this the right graph?",
            Assert.Throws<EvaluationFileException>(() => node.Float("epsilon")).Message);
        Assert.Equal($"{path}: node 'b' (BatchNorm) has no attribute 'scale' that is a bool. Is this the right graph?",
            Assert.Throws<EvaluationFileException>(() => node.Bool("scale")).Message);
        Assert.Equal($"{path}: attribute 'cut' of node 'b' is damaged; expected a float. Download the file again.",
            Assert.Throws<EvaluationFileException>(() => node.Float("cut")).Message);
    }

    [Fact]
    public void A_name_that_is_used_twice_is_refused()
    {
        var path = Write(graph =>
        {
            graph.Node("x", "Relu", []);
            graph.Node("x", "Relu", []);
        });
        var e = Assert.Throws<EvaluationFileException>(() => GraphDef.Read(path));
        Assert.Equal($"{path}: a second node 'x' is at offset 11; names are unique.", e.Message);
    }

    [Fact]
    public void Lengths_and_shapes_that_lie_allocate_nothing()
    {
        // A node of two gigabytes, a string of two gigabytes inside a node, a tensor of 2^80 elements from one value.
        byte[][] files =
        [
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3],
            Bytes(1, [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3]),
            Content(graph => graph.Constant("w", FloatType, Tensor(FloatType, [1L << 40, 1L << 40], Number(5, 1)))),
            Content(graph => graph.Constant("w", FloatType,
                Tensor(FloatType, [3], [4 << 3 | 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]))),
        ];
        var paths = files.Select((content, i) => folder.Write($"liar{i}", content)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var path in paths)
            Assert.Throws<EvaluationFileException>(() => GraphDef.Read(path).Nodes["w"].Constant().Floats(3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_graph_cut_anywhere_is_refused_or_ends_with_a_whole_node()
    {
        var content = Small();
        var whole = 0;
        for (var length = 1; length < content.Length; length++)
        {
            var path = folder.Write("cut", content.AsSpan(0, length));
            try
            {
                Assert.InRange(GraphDef.Read(path).Nodes.Count, 1, 3);
                whole++;
            }
            catch (EvaluationFileException e)
            {
                Assert.Equal(path, e.Path);
            }
        }
        Assert.Equal(3, whole);
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused_and_nothing_else()
    {
        var original = Small();
        var random = new Random(20151205);
        var refused = 0;
        for (var trial = 0; trial < 1000; trial++)
        {
            var content = (byte[])original.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                content[random.Next(content.Length)] = (byte)random.Next(256);
            try
            {
                ReadAll(folder.Write("changed", content));
            }
            catch (EvaluationFileException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 250, 999);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Small() => Content(graph =>
    {
        graph.Constant("w", FloatType, Tensor(FloatType, [2, 3], Content([1, 2, 3, 4, 5, 6])));
        graph.Constant("v", FloatType, Tensor(FloatType, [4], Number(5, 1), Bytes(5, new byte[8])));
        graph.Constant("i", IntType, Tensor(IntType, [2], Packed(7, 299, -1)));
        graph.Node("b", "BatchNorm", ["w", "^v"], ("epsilon", Number(4, 0.001f)), ("scale", Varint(5, 1)));
    });

    private static void ReadAll(string path)
    {
        var nodes = GraphDef.Read(path).Nodes;
        foreach (var (name, shape) in new (string, long[])[] { ("w", [2, 3]), ("v", [4]), ("i", [2]) })
            nodes.GetValueOrDefault(name)?.Constant().Floats(shape);
        nodes.GetValueOrDefault("b")?.Float("epsilon");
        nodes.GetValueOrDefault("b")?.Bool("scale");
    }

    private static void Refused(GraphTensor tensor, string problem)
    {
        var e = Assert.Throws<EvaluationFileException>(() => tensor.Floats(3));
        Assert.EndsWith($": the constant 'w' {problem} Download the file again.", e.Message, StringComparison.Ordinal);
    }

    private GraphTensor Read(string name, byte[] tensor) =>
        GraphDef.Read(Write(graph => graph.Constant(name, FloatType, tensor))).Nodes[name].Constant();

    private string Write(Action<GraphWriter> write) => folder.Write("graph.pb", Content(write));

    private static byte[] Content(Action<GraphWriter> write)
    {
        using var memory = new MemoryStream();
        write(new GraphWriter(memory));
        return memory.ToArray();
    }

    private static byte[] Content(float[] values) => GraphWriter.Content(values);
}
