using SoftCfg.Evaluation;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Sweeps;

/// <summary>A network that sees the mean colour of an image's quarters: nothing to load, and it takes every size.</summary>
internal sealed class MeanColour : IFeatureNetwork
{
    public string Fingerprint { get; init; } = "mean-colour 1";

    public int FeatureCount => 12;

    public int SpatialFeatureCount => 0;

    public int ClassCount => 3;

    /// <summary>Images it has seen.</summary>
    public long Seen { get; private set; }

    public ImageFeatures Extract(Tensor images)
    {
        Seen += images.shape[0];
        using var scope = NewDisposeScope();
        var quarters = nn.functional.adaptive_avg_pool2d(images.permute(0, 3, 1, 2).to(ScalarType.Float32), 2).flatten(1).DividedBy(16);
        return new ImageFeatures(quarters.MoveToOuterDisposeScope(), null,
            quarters.narrow(1, 0, 3).clone().MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        // Owns nothing.
    }
}
