using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Tests.Evaluation;
using SoftCfg.Tests.Evaluation.Inception;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public sealed class FeatureNetworkLeakTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_inception_network_frees_everything_but_its_features()
    {
        var graph = FormulaGraph.Write(folder.File("graph.pb"));
        using var images = RandomImages.Create(1, 1, 16, 16);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var network = InceptionNetwork.Load(graph);
            network.Extract(images).Dispose();
        });
    }

    [Fact]
    public void A_load_that_fails_frees_everything()
    {
        using (NewDisposeScope())
            SafetensorsWriter.Write(folder.File("other"), [("x", zeros(2))]);
        LiveTensors.AssertNoneLeft(() =>
            Assert.Throws<EvaluationFileException>(() => InceptionNetwork.Load(folder.File("other"))));
    }

    [Fact]
    public void The_fashion_network_frees_everything_but_its_features()
    {
        using var network = FashionFeatureNetwork.Load(
            Path.Combine(AppContext.BaseDirectory, "models", "fashion", "classifier.safetensors"));
        using var images = RandomImages.Create(1, 2, 28, 28);
        LiveTensors.AssertNoneLeft(() => network.Extract(images).Dispose());
    }

    public void Dispose() => folder.Dispose();
}
