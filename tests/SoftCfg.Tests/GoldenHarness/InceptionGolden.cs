using System.Text.Json;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Native;
using SoftCfg.Tests.Evaluation.Inception;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The Inception network of the evaluation: what it makes of images, step by step.</summary>
internal static class InceptionGolden
{
    /// <summary>What the cases allow a float32 network.</summary>
    private static readonly Tolerance Network = new(2e-5, double.PositiveInfinity);

    /// <summary>Sums of a quarter of a million float32 numbers, in float64.</summary>
    private static readonly Tolerance Sums = new(1e-12, double.PositiveInfinity);

    /// <summary>Resizing, bit for bit.</summary>
    public static void CheckPreprocess(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        foreach (var pair in golden.Json.GetProperty("sizes_hw").EnumerateArray())
        {
            var size = $"{pair[0].GetInt32()}x{pair[1].GetInt32()}";
            var image = golden.Input(size).unsqueeze(0);
            var resized = LegacyBilinearResize.Resize(image.to(ScalarType.Float32), 299, 299)[0];
            var normalized = InceptionNetwork.Preprocess(image)[0].permute(1, 2, 0);
            Compare("resized_top_left", Square(resized, 0, 12), Tolerance.Exact);
            Compare("resized_center", Square(resized, 140, 16), Tolerance.Exact);
            Compare("resized_bottom_right", Square(resized, 287, 12), Tolerance.Exact);
            Compare("normalized_center", Square(normalized, 140, 16), Tolerance.Exact);
            Compare("sums_resized", Summary(resized), Sums);
            Compare("sums_normalized", Summary(normalized), Sums);
            var wide = resized.to(ScalarType.Float64);
            Compare("row_column_sums", stack([wide.sum([1, 2]), wide.sum([0, 2])]), Sums);

            void Compare(string name, Tensor actual, Tolerance tolerance) =>
                errors.Compare($"{size}.{name}", actual, golden.Expected($"{size}.{name}"), tolerance);
        }
    }

    /// <summary>Features, logits and the outputs along the way.</summary>
    public static void CheckNetwork(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        CheckWeights(golden, errors);
        using var network = LoadNetwork(golden);
        var count = golden.Expected("pool_3.f64").shape[0];
        var seen = Enumerable.Range(0, (int)count).Select(i => new Taps(network, golden.Input($"image{i}"))).ToList();
        var biases = tensor(Weights(golden, "softmax/biases", [1008]), device: GoldenDevice.Current);
        Compare("pool_3", image => image.Features.Features[0]);
        Compare("spatial", image => image.Features.Spatial![0]);
        Compare("logits_nobias", image => image.Features.Logits[0]);
        Compare("logits", image => image.Features.Logits[0].Plus(biases));
        var probabilities = stack(seen.Select(image => image.Features.Logits[0])).softmax(-1);
        errors.Compare("softmax_nobias.f64", probabilities, golden.Expected("softmax_nobias.f64"), Network);
        var taps = golden.Json.GetProperty("relative_l2_float32_vs_float64").EnumerateObject()
            .Select(tap => tap.Name).Where(name => name.StartsWith("tap.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(taps);
        foreach (var tap in taps)
        {
            var expected = golden.Expected($"{tap}.f64");
            var actual = stack(seen.Take((int)expected.shape[0]).Select(image => image.Outputs[tap["tap.".Length..]]));
            errors.Compare($"{tap}.f64", actual, expected, Network);
        }

        void Compare(string name, Func<Taps, Tensor> select)
        {
            var actual = stack(seen.Select(select));
            errors.Compare($"{name}.f64", actual, golden.Expected($"{name}.f64"), Network);
            errors.Compare($"{name}.f32", actual, golden.Expected($"{name}.f32"), Network);
        }
    }

    /// <summary>The graph in the case's folder that holds constants in every encoding.</summary>
    public static void CheckTinyGraph(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        var graph = GraphDef.Read(Path.Combine(golden.Folder, "tiny_graph.pb"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden.Folder, "tiny_graph.json")));
        Assert.Equal(json.RootElement.EnumerateArray().Select(node => node.GetProperty("name").GetString()), graph.Nodes.Keys);
        foreach (var expected in json.RootElement.EnumerateArray())
        {
            var node = graph.Nodes[expected.GetProperty("name").GetString()!];
            Assert.Equal(expected.GetProperty("op").GetString(), node.Op);
            Assert.Equal(expected.GetProperty("input").EnumerateArray().Select(input => input.GetString()), node.Inputs);
            foreach (var attribute in expected.GetProperty("attr").EnumerateObject())
                CheckAttribute(node, attribute.Name, attribute.Value, errors);
        }
    }

    /// <summary>A network of the weights that a case was made with.</summary>
    public static InceptionNetwork LoadNetwork(GoldenCase golden) =>
        FormulaGraph.LoadNetwork(golden.Json.GetProperty("network_seed").GetUInt64(), HasHashedGamma(golden),
            golden.Json.GetProperty("scale_after_normalization").GetBoolean(), GoldenDevice.Current);

    private static void CheckAttribute(GraphNode node, string name, JsonElement expected, GoldenErrors errors)
    {
        const uint text = 2 << 3 | 2, list = 1 << 3 | 2, type = 6 << 3 | 0;
        switch (expected.ValueKind)
        {
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), node.Attribute(name, "text", text, input => input.ReadString()));
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetSingle(), node.Float(name));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), node.Bool(name));
                break;
            case JsonValueKind.Object:
                var shape = expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
                var values = expected.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()).ToArray();
                errors.Compare(node.Name, tensor(node.Constant().Floats(shape)), tensor(values), Tolerance.Exact);
                break;
            case JsonValueKind.Array when expected[0].ValueKind == JsonValueKind.String && expected.GetArrayLength() == 2:
                Assert.Equal(expected[1].GetInt32(), node.Attribute(name, "a type", type, input => input.ReadInt32()));
                break;
            case JsonValueKind.Array when expected[0].ValueKind == JsonValueKind.String:
                // A constant of texts: nothing the network needs, so it is known by its type and refused as numbers.
                Assert.Contains("type 7", Assert.Throws<EvaluationFileException>(() => node.Constant().Floats()).Message);
                break;
            default:
                var integers = expected.EnumerateArray().Select(value => (byte)value.GetInt32());
                // list { i: packed }, each a varint of one byte.
                Assert.Equal(integers, node.Attribute(name, "a list", list, input => input.ReadBytes()).Skip(2));
                break;
        }
    }

    private static void CheckWeights(GoldenCase golden, GoldenErrors errors)
    {
        foreach (var check in golden.Json.GetProperty("weight_checks").EnumerateObject())
        {
            var shape = check.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var values = Weights(golden, check.Name, shape);
            var tensorName = $"weights.{check.Name.Replace('/', '.')}";
            Assert.Equal(check.Value.GetProperty("last").GetDouble(), values[^1]);
            Assert.Equal(check.Value.GetProperty("sum").GetDouble(), values.Sum(v => (double)v), 1e-6);
            Assert.Equal(check.Value.GetProperty("sum_squares").GetDouble(), values.Sum(v => (double)v * v), 1e-6);
            errors.Compare(tensorName, tensor(values[..16]), golden.Expected(tensorName), Tolerance.Exact);
        }
    }

    private static float[] Weights(GoldenCase golden, string name, long[] shape) => FormulaWeights.Values(name, shape,
        golden.Json.GetProperty("network_seed").GetUInt64(), HasHashedGamma(golden));

    private static bool HasHashedGamma(GoldenCase golden) => golden.Json.GetProperty("gamma").GetString() == "hash";

    private static Tensor Square(Tensor image, long first, long size) => image.narrow(0, first, size).narrow(1, first, size);

    /// <summary>Sum, sum of squares, sum weighted by place, minimum, maximum.</summary>
    private static Tensor Summary(Tensor image)
    {
        var values = image.to(ScalarType.Float64).flatten();
        var places = TensorArithmetic.Range(values.NumberOfElements).remainder(tensor(1009L)).Plus(1);
        return stack([values.sum(), values.Squared().sum(), (values * places).sum(), values.min(), values.max()]);
    }

    /// <summary>The features of one image, and of each node's output two pixels and the mean.</summary>
    private sealed class Taps
    {
        public Taps(InceptionNetwork network, Tensor image)
        {
            Features = network.Extract(image.unsqueeze(0), (node, output) =>
            {
                var (row, column) = (output.shape[2] / 2, output.shape[3] / 2);
                Outputs[node] = stack([output[0, .., row, column], output[0, .., 1, 2], output[0].mean([1, 2])])
                    .DetachFromDisposeScope();
            });
        }

        public ImageFeatures Features { get; }

        /// <summary>By node: [3, channels].</summary>
        public Dictionary<string, Tensor> Outputs { get; } = new(StringComparer.Ordinal);
    }
}
