using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using static SoftCfg.Tests.Evaluation.Inception.GraphWriter;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Inception;

/// <summary>Files that are not the weights of the network, and what the user is told.</summary>
public sealed class InceptionFileTests : IDisposable
{
    private const string Kernel = "conv/conv2d_params";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Refused(folder.File("none.pb"), "there is no such file. Check the path.");
        Refused(folder.Path, "this is a folder.");
    }

    [Theory]
    [InlineData("", "the file is empty (0 bytes)")]
    [InlineData("<!DOCTYPE html><html>Sign in</html>", "this is a web page, not weights: a download failed")]
    [InlineData("Hello, this is a text.", "this is a text, not weights.")]
    [InlineData("\nHello, this is a text.", "the record at offset 0 is no node of a TensorFlow graph")]
    public void What_is_no_weights_file_is_refused(string content, string problem) =>
        Refused(folder.Write("file.pb", System.Text.Encoding.UTF8.GetBytes(content)), problem);

    [Fact]
    public void What_is_needed_is_named()
    {
        var e = Refused(folder.Write("file", "Hello, this is a text."u8), "");
        Assert.EndsWith("Expected classify_image_graph_def.pb of inception-2015-12-05.tgz, or its weights as a torch port " +
            "names them.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(7);
        var content = new byte[5000];
        for (var trial = 0; trial < 200; trial++)
        {
            random.NextBytes(content);
            content[0] = trial % 2 == 0 ? (byte)0x0A : content[0];
            Refused(folder.Write("random", content), "");
        }
    }

    [Fact]
    public void Another_graph_is_refused_by_its_first_missing_constant() => Refused(
        Graph(graph => graph.Constant("weights", FloatType, Tensor(FloatType, [1], Content([1])))),
        "there is no node 'conv/conv2d_params' (Const) among its 1 nodes. Expected classify_image_graph_def.pb");

    [Fact]
    public void A_constant_that_is_no_constant_is_refused() => Refused(
        Graph(graph => graph.Node(Kernel, "Identity", ["x"])), $"there is no node '{Kernel}' (Const)");

    [Theory]
    [InlineData(FloatType, new long[] { 3, 3, 3, 64 }, "is float [3, 3, 3, 64]")]
    [InlineData(FloatType, new long[] { 864 }, "is float [864]")]
    [InlineData(FloatType, new[] { 1L << 40, 1L << 40 }, "is float [1099511627776, 1099511627776]")]
    [InlineData(FloatType, new long[] { -3, -3, 3, 32 }, "is float [-3, -3, 3, 32]")]
    [InlineData(TextType, new long[] { 3, 3, 3, 32 }, "is of type 7 [3, 3, 3, 32]")]
    public void A_constant_of_another_shape_or_type_is_refused(int type, long[] shape, string found) => Refused(
        Graph(graph => graph.Constant(Kernel, type, Tensor(type, shape, Number(5, 1)))),
        $"the constant '{Kernel}' {found}; expected float [3, 3, 3, 32]. Is this the right graph?");

    [Fact]
    public void Weights_that_are_not_numbers_are_refused() => Refused(
        Graph(graph => graph.Constant(Kernel, FloatType, Tensor(FloatType, [3, 3, 3, 32], Number(5, float.NaN)))),
        $"the weights 'Conv2d_1a_3x3.conv.weight' (in the graph '{Kernel}') hold NaN or infinity.");

    [Fact]
    public void Another_checkpoint_is_refused()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("other"), [("conv1.weight", zeros(2, 2))]);
        Refused(folder.File("other"), "there is no tensor 'Conv2d_1a_3x3.conv.weight' (float32 [32, 3, 3, 3]). Expected");
        SafetensorsWriter.Write(folder.File("other"), [("Conv2d_1a_3x3.conv.weight", zeros(32, 3, 3, 4))]);
        Refused(folder.File("other"), "the tensor 'Conv2d_1a_3x3.conv.weight float32 [32, 3, 3, 4]' should be " +
            "float32 [32, 3, 3, 3]. Expected");
    }

    public void Dispose() => folder.Dispose();

    private static EvaluationFileException Refused(string path, string problem)
    {
        var e = Assert.Throws<EvaluationFileException>(() => InceptionNetwork.Load(path));
        Assert.Equal(path, e.Path);
        Assert.StartsWith($"{path}: {problem}", e.Message, StringComparison.Ordinal);
        return e;
    }

    private string Graph(Action<GraphWriter> write)
    {
        using var memory = new MemoryStream();
        write(new GraphWriter(memory));
        return folder.Write("graph.pb", memory.ToArray());
    }
}
