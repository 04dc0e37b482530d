using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of docs/recipes/compare-guidance.md.</summary>
public sealed class CompareGuidanceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_example_finds_the_best_scale()
    {
        var output = folder.File("guidance");
        var count = 4;
        // begin sweep
        using var network = FashionFeatureNetwork.Load(EmbeddedModel.Classifier);
        var table = Sweep.Run(new SweepOptions
        {
            Model = EmbeddedModel.Describe(),
            Reference = EmbeddedModel.ReferenceStatistics,
            Output = output,
            Grid = new SweepGrid()
                .Over(GuidanceSettings.Kind, GuidanceKind.ClassifierFree, GuidanceKind.SoftCfg)
                .Over(GuidanceSettings.Scale, 1.5, 2, 3),
            Count = count,
        }, network);
        var best = table.Results.MinBy(result => result.Figures.Fid)!;
        // end sweep
        Assert.Equal(6, table.Results.Count);
        Assert.InRange(best.Figures.Fid, 0.1, table.Results[0].Figures.Fid);
    }

    public void Dispose() => folder.Dispose();
}
