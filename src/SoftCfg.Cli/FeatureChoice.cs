using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Loading;
using TorchSharp;

namespace SoftCfg.Cli;

/// <summary>The network that <c>--features</c> names.</summary>
internal static class FeatureChoice
{
    /// <summary>What the option's help says of its values.</summary>
    public const string Help = "What sees the images: inception:FILE, the network of published figures " +
        "(classify_image_graph_def.pb, or a checkpoint of torch ports), or fashion, the embedded model's classifier " +
        "for images of 28 x 28 pixels.";

    /// <summary>How the option's values look, for its help.</summary>
    public const string ValueName = "inception:FILE|fashion";

    private const string Fashion = "fashion", Inception = "inception:";

    /// <summary>Loads it.</summary>
    /// <param name="name">What was typed; null when it was not given, which means fashion.</param>
    /// <param name="device">Where it runs.</param>
    public static IFeatureNetwork Load(string? name, torch.Device device)
    {
        if (name is null or Fashion)
            return FashionFeatureNetwork.Load(EmbeddedModel.Classifier, device);
        if (name.StartsWith(Inception, StringComparison.Ordinal) && name.Length > Inception.Length)
            return InceptionNetwork.Load(name[Inception.Length..], device);
        throw new UsageException($"--features is '{name}'; it must be inception:FILE or fashion.");
    }
}
