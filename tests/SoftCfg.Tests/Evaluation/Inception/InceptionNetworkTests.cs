using System.Security.Cryptography;
using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Inception;

public sealed class InceptionNetworkTests(FormulaFile formula) : IClassFixture<FormulaFile>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_graph_of_these_tests_is_the_reference_s_byte_for_byte()
    {
        Assert.Equal("a7555e0a0b432bb84e62d4eb31fb6410323aed306ada6115f9842f8529d0abb3",
            CheckpointHash.Compute(formula.Path, TestContext.Current.CancellationToken));
        Assert.Equal("b7cc93d3660849cbee8d0dacf3707d7d211dd86732a54e5669a6feff4bd6795d",
            CheckpointHash.Compute(Graph(mixedEncoding: true), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("conv", "Conv2d_1a_3x3", 3, 32)]
    [InlineData("mixed/tower/conv_1", "Mixed_5b.branch5x5_2", 48, 64)]
    [InlineData("mixed_2/tower_2/conv", "Mixed_5d.branch_pool", 288, 64)]
    [InlineData("mixed_3/conv", "Mixed_6a.branch3x3", 288, 384)]
    [InlineData("mixed_3/tower/conv_2", "Mixed_6a.branch3x3dbl_3", 96, 96)]
    [InlineData("mixed_6/conv", "Mixed_6d.branch1x1", 768, 192)]
    [InlineData("mixed_7/tower_1/conv_4", "Mixed_6e.branch7x7dbl_5", 192, 192)]
    [InlineData("mixed_8/tower_1/conv_3", "Mixed_7a.branch7x7x3_4", 192, 192)]
    [InlineData("mixed_9/tower/mixed/conv_1", "Mixed_7b.branch3x3_2b", 384, 384)]
    [InlineData("mixed_10/tower_1/mixed/conv", "Mixed_7c.branch3x3dbl_3a", 384, 384)]
    public void Convolutions_have_the_names_of_both_worlds(string name, string torchName, long inputs, long outputs)
    {
        var node = InceptionTable.Convolutions.Single(convolution => convolution.Name == name);
        Assert.Equal((torchName, inputs, outputs), (node.TorchName, node.Inputs, node.Outputs));
        Assert.Equal(472, InceptionParameter.All.Select(parameter => parameter.TorchName).Distinct().Count());
    }

    [Fact]
    public void An_image_s_features_do_not_depend_on_its_batch()
    {
        using var scope = NewDisposeScope();
        var images = RandomImages.Create(1, 3, 20, 31);
        var whole = formula.Network.Extract(images);
        var single = Enumerable.Range(0, 3).Select(i => formula.Network.Extract(images.narrow(0, i, 1))).ToList();
        var backwards = formula.Network.Extract(images.flip(0));
        RandomImages.AssertSame(whole, Join(single));
        RandomImages.AssertSame(whole,
            new ImageFeatures(backwards.Features.flip(0), backwards.Spatial!.flip(0), backwards.Logits.flip(0)));
        // Nor are they all the same.
        Assert.False(Tensors.AreEqual(single[0].Features, single[1].Features));
    }

    [Fact]
    public void Sizes_are_those_it_promises()
    {
        using var scope = NewDisposeScope();
        var network = formula.Network;
        Assert.Equal((2048, 2023, 1008), (network.FeatureCount, network.SpatialFeatureCount, network.ClassCount));
        foreach (var count in new[] { 0, 1 })
        {
            var seen = network.Extract(zeros([count, 8, 9, 3], ScalarType.Byte));
            Assert.Equal([count, 2048], seen.Features.shape);
            Assert.Equal([count, 2023], seen.Spatial!.shape);
            Assert.Equal([count, 1008], seen.Logits.shape);
        }
    }

    [Fact]
    public void What_it_costs_is_what_its_layers_do()
    {
        using var images = zeros([1, 299, 299, 3], ScalarType.Byte);
        var convolutions = InceptionTable.Convolutions.ToDictionary(node => node.Name, StringComparer.Ordinal);
        long cost = 2048 * 1008;
        formula.Network.Extract(images, (name, output) =>
        {
            if (convolutions.TryGetValue(name, out var node))
                cost += output.shape[2] * output.shape[3] * output.shape[1] * node.Inputs * node.Layer.Height * node.Layer.Width;
        }).Dispose();
        Assert.Equal(cost, InceptionNetwork.MultiplyAddsPerImage);
        Assert.Equal(5_713_232_480, cost);
    }

    [Fact]
    public void The_weights_it_lists_are_those_it_converts()
    {
        InceptionNetwork.Convert(formula.Path, folder.File("w.safetensors"));
        using var converted = Checkpoint.Open(folder.File("w.safetensors"));
        Assert.Equal(InceptionNetwork.Weights.Select(w => $"{w}"), converted.Tensors.Select(t => $"{t}"));
        Assert.Equal((true, false),
            (InceptionNetwork.IsGraph(formula.Path), InceptionNetwork.IsGraph(folder.File("w.safetensors"))));
    }

    [Fact]
    public void Converted_weights_are_the_same_network()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("inception.safetensors");
        InceptionNetwork.Convert(formula.Path, path);
        using (var converted = SafetensorsFile.Open(path))
        {
            Assert.Equal(472, converted.Tensors.Count);
            Assert.Contains(converted.Tensors, t => t.ToString() == "Conv2d_1a_3x3.conv.weight float32 [32, 3, 3, 3]");
            Assert.Contains(converted.Tensors, t => t.ToString() == "fc.weight float32 [1008, 2048]");
        }
        using var network = InceptionNetwork.Load(path);
        Assert.Equal(formula.Network.Fingerprint, network.Fingerprint);
        var images = RandomImages.Create(2, 1, 32, 32);
        RandomImages.AssertSame(formula.Network.Extract(images), network.Extract(images));
    }

    [Fact]
    public void Gammas_count_only_where_the_graph_says_so()
    {
        using var ignored = InceptionWeights.Load(Graph(hashedGamma: true));
        using var applied = InceptionWeights.Load(Graph(hashedGamma: true, scale: true, mixedEncoding: true));
        Assert.Equal(formula.Network.Fingerprint, Fingerprint(ignored));
        Assert.NotEqual(formula.Network.Fingerprint, Fingerprint(applied));
        var gamma = FormulaWeights.Values("conv/batchnorm/gamma", [32], seed: 0, hashedGamma: true);
        Assert.Equal(gamma, Tensors.Floats(applied.Tensors["Conv2d_1a_3x3.bn.weight"]));

        static string Fingerprint(InceptionWeights weights) => $"inception-2015-12-05 {WeightHash.Compute(weights.Tensors)}";
    }

    [Fact]
    public void A_variance_below_zero_is_refused()
    {
        var path = folder.File("negative.safetensors");
        using (var weights = InceptionWeights.Load(formula.Path))
        {
            weights.Tensors["Mixed_7c.branch_pool.bn.running_var"][3].FillInPlace(-1);
            SafetensorsWriter.Write(path, weights.Tensors.Select(t => (t.Key, t.Value)));
        }
        var e = Assert.Throws<EvaluationFileException>(() => InceptionNetwork.Load(path));
        Assert.StartsWith($"{path}: a variance of 'Mixed_7c.branch_pool.bn.running_var' is -1;", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_batch_of_images_is_refused()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ArgumentException>(() => formula.Network.Extract(zeros(2, 8, 8, 3)));
        Assert.StartsWith("Images are uint8 [B, height, width, 3]; this is float32 [2, 8, 8, 3].", e.Message,
            StringComparison.Ordinal);
        foreach (var shape in new long[][] { [2, 3, 8, 8], [8, 8, 3], [1, 0, 8, 3] })
            Assert.Throws<ArgumentException>(() => formula.Network.Extract(zeros(shape, ScalarType.Byte)));
    }

    [Fact]
    public void A_truncated_graph_is_refused()
    {
        using (var file = new FileStream(formula.Path, FileMode.Open))
        using (var cut = File.Create(folder.File("cut.pb")))
        {
            var half = new byte[file.Length / 2];
            file.ReadExactly(half);
            cut.Write(half);
        }
        var e = Assert.Throws<EvaluationFileException>(() => InceptionNetwork.Load(folder.File("cut.pb")));
        Assert.Matches(@"the record at offset \d+ is no node .* damaged, incomplete", e.Message);
    }

    public void Dispose() => folder.Dispose();

    private string Graph(bool hashedGamma = false, bool scale = false, bool mixedEncoding = false) => FormulaGraph.Write(
        folder.File(RandomNumberGenerator.GetHexString(8)), 0, hashedGamma, scale, mixedEncoding);

    private static ImageFeatures Join(List<ImageFeatures> parts) => new(cat(parts.Select(p => p.Features).ToList()),
        cat(parts.Select(p => p.Spatial!).ToList()), cat(parts.Select(p => p.Logits).ToList()));
}
