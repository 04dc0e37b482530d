using System.Runtime.InteropServices;
using SoftCfg.Evaluation.Inception;
using static SoftCfg.Tests.Evaluation.Inception.GraphWriter;

namespace SoftCfg.Tests.Evaluation.Inception;

/// <summary>
/// A file like the published graph, all 1004 nodes of it, with <see cref="FormulaWeights"/>: byte for byte what the
/// golden cases were made with.
/// </summary>
internal sealed class FormulaGraph
{
    private static readonly byte[] OfFloats = Varint(6, FloatType);

    private readonly GraphWriter graph;

    private FormulaGraph(Stream stream) => graph = new GraphWriter(stream);

    public ulong Seed { get; init; }

    /// <summary>Whether gammas are hashed instead of 1.</summary>
    public bool HashedGamma { get; init; }

    /// <summary>The attribute <c>scale_after_normalization</c>.</summary>
    public bool Scale { get; init; }

    /// <summary>Whether batch norms use lists of values, packed, unpacked and repeated, instead of raw bytes.</summary>
    public bool MixedEncoding { get; init; }

    public static string Write(string path, ulong seed = 0, bool hashedGamma = false, bool scale = false,
        bool mixedEncoding = false)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        new FormulaGraph(stream) { Seed = seed, HashedGamma = hashedGamma, Scale = scale, MixedEncoding = mixedEncoding }
            .Write();
        return path;
    }

    /// <summary>A network of these weights, loaded from a file that is gone again.</summary>
    public static InceptionNetwork LoadNetwork(ulong seed, bool hashedGamma, bool scale, TorchSharp.torch.Device? device = null)
    {
        using var folder = new TemporaryFolder();
        return InceptionNetwork.Load(Write(folder.File("graph.pb"), seed, hashedGamma, scale), device);
    }

    private void Write()
    {
        WritePreprocessing();
        var source = "Mul";
        foreach (var node in InceptionTable.Stem)
            source = WriteLayer(node, source);
        foreach (var block in InceptionTable.Blocks)
            source = WriteBlock(block, source);
        graph.Node("pool_3", "AvgPool", [source], ("T", OfFloats), ("ksize", Square(8)), ("strides", Square(1)),
            ("padding", String(2, "VALID")));
        WriteHead();
    }

    private void WritePreprocessing()
    {
        graph.Constant("DecodeJpeg/contents", TextType, Tensor(TextType, [], Bytes(8, [])));
        graph.Node("DecodeJpeg", "DecodeJpeg", ["DecodeJpeg/contents"], ("channels", Varint(3, 3)), ("ratio", Varint(3, 1)));
        graph.Node("Cast", "Cast", ["DecodeJpeg"], ("SrcT", Varint(6, ByteType)), ("DstT", OfFloats));
        graph.Constant("ExpandDims/dim", IntType, Tensor(IntType, [], Packed(7, 0)));
        graph.Node("ExpandDims", "ExpandDims", ["Cast", "ExpandDims/dim"], ("T", OfFloats));
        graph.Constant("ResizeBilinear/size", IntType, Tensor(IntType, [2], Packed(7, 299, 299)));
        graph.Node("ResizeBilinear", "ResizeBilinear", ["ExpandDims", "ResizeBilinear/size"], ("T", OfFloats),
            ("align_corners", Varint(5, 0)));
        graph.Constant("Sub/y", FloatType, Tensor(FloatType, [], Number(5, 128)));
        graph.Node("Sub", "Sub", ["ResizeBilinear", "Sub/y"], ("T", OfFloats));
        graph.Constant("Mul/y", FloatType, Tensor(FloatType, [], Number(5, 1 / 128f)));
        graph.Node("Mul", "Mul", ["Sub", "Mul/y"], ("T", OfFloats));
    }

    private string WriteBlock(InceptionBlock block, string input)
    {
        var ends = new List<string>();
        foreach (var branch in block.Branches)
        {
            var source = input;
            foreach (var stage in branch)
            {
                var outputs = stage.Select(node => WriteLayer(node, source)).ToList();
                if (stage == branch[^1])
                    ends.AddRange(outputs);
                source = outputs[0];
            }
        }
        var join = $"{block.Name}/join";
        graph.Constant($"{join}/concat_dim", IntType, Tensor(IntType, [], Packed(7, 3)));
        graph.Node(join, "Concat", [$"{join}/concat_dim", .. ends], ("T", OfFloats), ("N", Varint(3, ends.Count)));
        return join;
    }

    private string WriteLayer(InceptionNode node, string source)
    {
        var layer = node.Layer;
        (string, byte[])[] window = [("ksize", Square(layer.Height)), ("strides", Square(layer.Stride)), Padding(node)];
        switch (layer.Operation)
        {
            case InceptionOperation.Convolution: WriteConvolution(node, source); break;
            case InceptionOperation.MaxPool: graph.Node(node.Name, "MaxPool", [Guard(node.Name, source)], window); break;
            default: graph.Node(node.Name, "AvgPool", [source], [("T", OfFloats), .. window]); break;
        }
        return node.Name;
    }

    private void WriteConvolution(InceptionNode node, string source)
    {
        var name = node.Name;
        WriteConstant($"{name}/conv2d_params", Content, node.Layer.Height, node.Layer.Width, node.Inputs, node.Outputs);
        graph.Node($"{name}/Conv2D", "Conv2D", [source, $"{name}/conv2d_params"], ("T", OfFloats),
            ("strides", Square(node.Layer.Stride)), Padding(node), ("use_cudnn_on_gpu", Varint(5, 1)));
        var norm = $"{name}/batchnorm";
        WriteConstant($"{norm}/beta", MixedEncoding ? PackedFloats : Content, node.Outputs);
        WriteConstant($"{norm}/gamma", MixedEncoding && !HashedGamma ? values => Number(5, values[0]) : Content, node.Outputs);
        WriteConstant($"{norm}/moving_mean", MixedEncoding ? Floats : Content, node.Outputs);
        WriteConstant($"{norm}/moving_variance", Content, node.Outputs);
        graph.Node(norm, "BatchNormWithGlobalNormalization",
            [$"{name}/Conv2D", $"{norm}/moving_mean", $"{norm}/moving_variance", $"{norm}/beta", $"{norm}/gamma"],
            ("T", OfFloats), ("variance_epsilon", Number(4, 0.001f)), ("scale_after_normalization", Varint(5, Scale ? 1 : 0)));
        graph.Node(name, "Relu", [Guard(name, norm)], ("T", OfFloats));
    }

    private void WriteHead()
    {
        graph.Constant("pool_3/_reshape/shape", IntType, Tensor(IntType, [2], Packed(7, 1, 2048)));
        graph.Node("pool_3/_reshape", "Reshape", ["pool_3", "pool_3/_reshape/shape"], ("T", OfFloats));
        WriteConstant("softmax/weights", Content, 2048, 1008);
        WriteConstant("softmax/biases", Content, 1008);
        graph.Node("softmax/logits/MatMul", "MatMul", ["pool_3/_reshape", "softmax/weights"], ("T", OfFloats),
            ("transpose_a", Varint(5, 0)), ("transpose_b", Varint(5, 0)));
        graph.Node("softmax/logits", "BiasAdd", ["softmax/logits/MatMul", "softmax/biases"], ("T", OfFloats));
        graph.Node("softmax", "Softmax", ["softmax/logits"], ("T", OfFloats));
    }

    private string Guard(string name, string source)
    {
        graph.Node($"{name}/CheckNumerics", "CheckNumerics", [source], ("T", OfFloats),
            ("message", String(2, $"{source} had Inf or NaN")));
        graph.Node($"{name}/control_dependency", "Identity", [source, $"^{name}/CheckNumerics"], ("T", OfFloats));
        return $"{name}/control_dependency";
    }

    private void WriteConstant(string name, Func<float[], byte[]> encode, params long[] shape) =>
        graph.Constant(name, FloatType, Tensor(FloatType, shape, encode(FormulaWeights.Values(name, shape, Seed, HashedGamma))));

    // A 1x1 kernel needs no padding; the graph says VALID in the stem and SAME in the blocks.
    private static (string, byte[]) Padding(InceptionNode node) =>
        ("padding", String(2, node.Layer.Padded && node.Name != "conv_3" ? "SAME" : "VALID"));

    private static byte[] Content(float[] values) => GraphWriter.Content(values);

    private static byte[] PackedFloats(float[] values) => Bytes(5, MemoryMarshal.AsBytes<float>(values));

    private static byte[] Floats(float[] values) => Message([.. values.Select(value => Number(5, value))]);

    /// <summary>A list of integers: batch, rows, columns, channels.</summary>
    private static byte[] Square(long size) => Bytes(1, Packed(3, 1, size, size, 1));
}
