using System.IO.Compression;
using CsCheck;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Tests.Evaluation.Inception;
using SoftCfg.Tests.Npz;
using static SoftCfg.Tests.Evaluation.Inception.GraphWriter;

namespace SoftCfg.Tests.Evaluation;

/// <summary>Files of an evaluation with any change: read or refused by the one exception, at a cost that their size allows.</summary>
public sealed class ForeignBytesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_changed_file_of_statistics_is_read_or_refused_and_nothing_else()
    {
        using var network = new PixelNetwork();
        using (var statistics = Evaluator.Measure(NpzFiles.Write(folder, "a.npz", 6), network))
            statistics.Write(folder.File("a.stats.safetensors"));
        Changed(File.ReadAllBytes(folder.File("a.stats.safetensors")), path => Evaluator.Measure(path, network).Dispose());
    }

    [Fact]
    public void A_changed_archive_of_statistics_is_read_or_refused_and_nothing_else()
    {
        using var network = new PixelNetwork(featureCount: 2, spatialFeatureCount: 0);
        var archive = NpzFiles.Zip(CompressionLevel.Optimal, ("mu.npy", NpzFiles.Doubles("(2,)", 1, 2)),
            ("sigma.npy", NpzFiles.Doubles("(2, 2)", 4, 1, 1, 3)), ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(5))));
        Changed(archive, path => Evaluator.Measure(path, network).Dispose());
    }

    [Fact]
    public void A_changed_graph_is_read_or_refused_and_nothing_else() => Changed(Graph(), path =>
    {
        foreach (var node in GraphDef.Read(path).Nodes.Values)
        {
            Refusable(() => node.Constant().Floats(2, 3));
            Refusable(() => node.Float("epsilon"));
            Refusable(() => node.Bool("scaled"));
        }
    });

    [Theory]
    [InlineData("nodes")]
    [InlineData("attributes")]
    [InlineData("dimensions")]
    [InlineData("values")]
    public void Reading_a_graph_costs_a_small_multiple_of_its_size(string what)
    {
        var content = what switch
        {
            "nodes" => Message([.. Enumerable.Range(0, 200_000).Select(i => Bytes(1, String(1, $"{i}")))]),
            "attributes" => Bytes(1, Message([String(1, "a"), .. Enumerable.Repeat(Bytes(5, []), 200_000)])),
            "dimensions" => Node(Tensor(FloatType, [.. new long[200_000]])),
            _ => Node(Tensor(FloatType, [2, 3], Packed(7, [.. new long[200_000]]), Content(new float[100_000]))),
        };
        var path = folder.Write("graph.pb", content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusable(() => GraphDef.Read(path).Nodes.Values.First().Constant().Floats(2, 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * content.Length);
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Graph()
    {
        using var stream = new MemoryStream();
        var graph = new GraphWriter(stream);
        graph.Constant("weights", FloatType, Tensor(FloatType, [2, 3], Content([1, 2, 3, 4, 5, 6])));
        graph.Constant("biases", FloatType, Tensor(FloatType, [2, 3], Number(5, 1.5f), Number(5, 2)));
        graph.Node("norm", "BatchNorm", ["weights", "^biases"], ("epsilon", Number(4, 0.001f)), ("scaled", Varint(5, 1)));
        return stream.ToArray();
    }

    private static byte[] Node(byte[] tensor) => Bytes(1, Message(String(1, "x"), String(2, "Const"),
        Bytes(5, Message(String(1, "value"), Bytes(2, Bytes(8, tensor))))));

    private static void Refusable(Action read)
    {
        try
        {
            read();
        }
        catch (EvaluationFileException)
        {
            // Refused as it should be.
        }
    }

    private void Changed(byte[] original, Action<string> read)
    {
        var allocated = 0L;
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var content = (byte[])original.Clone();
            foreach (var (place, value) in changes)
                content[place] = value;
            var path = folder.Write("changed", content);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Refusable(() => read(path));
            allocated = Math.Max(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }, iter: 1500, threads: 1);
        Assert.InRange(allocated, 0, 64L * original.Length + (1 << 20));
    }
}
