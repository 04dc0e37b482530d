using SoftCfg.Evaluation;
using static TorchSharp.torch;

namespace SoftCfg.Benchmarks;

/// <summary>
/// Looks at nothing and answers with random features, as many as asked for: what remains is the work of reading images and
/// of comparing features.
/// </summary>
internal sealed class RandomFeatures(int featureCount) : IFeatureNetwork
{
    private readonly Generator generator = new(1);

    public string Fingerprint => "random";

    public int FeatureCount => featureCount;

    public int SpatialFeatureCount => 0;

    public int ClassCount => 2;

    public ImageFeatures Extract(Tensor images)
    {
        var count = images.shape[0];
        return new ImageFeatures(randn([count, featureCount], generator: generator), null, zeros([count, ClassCount]));
    }

    public void Dispose() => generator.Dispose();
}
