using SoftCfg.Checkpoints;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>
/// The embedded model's classifier as a feature network: 128 features of 28x28 images, ten classes, nothing spatial.
/// Its figures compare runs of the embedded model; they are not on the scale of published ones.
/// </summary>
public sealed class FashionFeatureNetwork : IFeatureNetwork
{
    private readonly FashionClassifier classifier;
    private readonly Device device;

    private FashionFeatureNetwork(FashionClassifier classifier, Device device)
    {
        this.classifier = classifier;
        this.device = device;
        using var scope = NewDisposeScope();
        Fingerprint = $"fashion-classifier {WeightHash.Compute(classifier.state_dict())}";
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int FeatureCount => FashionClassifier.FeatureCount;

    /// <summary>0: there are no spatial features, and so no sFID.</summary>
    public int SpatialFeatureCount => 0;

    /// <inheritdoc/>
    public int ClassCount => FashionClassifier.ClassCount;

    /// <summary>Loads the classifier of a model folder, <c>classifier.safetensors</c>.</summary>
    /// <param name="checkpointPath">The weights.</param>
    /// <param name="device">Where weights live and images are looked at; the CPU by default.</param>
    /// <returns>The network.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, or holds other weights.</exception>
    public static FashionFeatureNetwork Load(string checkpointPath, Device? device = null)
    {
        device ??= CPU;
        using var checkpoint = Checkpoint.Open(checkpointPath);
        var loaded = new FashionClassifier(device);
        try
        {
            checkpoint.LoadInto(loaded);
            return new FashionFeatureNetwork(loaded, device);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Images are not uint8 RGB of 28 x 28 pixels.</exception>
    public ImageFeatures Extract(Tensor images)
    {
        FeatureImages.Validate(images);
        const int size = FashionClassifier.ImageSize;
        if (images.shape is not [_, size, size, _])
        {
            // Without the parameter's name, which the message would end with: it is shown to people.
            throw new ArgumentException($"The Fashion-MNIST classifier looks at images of {size} x {size} pixels; these have " +
                $"{images.shape[1]} rows of {images.shape[2]}. The Inception network takes every size.");
        }
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var features = zeros([images.shape[0], FeatureCount], device: device);
        var logits = zeros([images.shape[0], ClassCount], device: device);
        // One by one: libtorch chooses kernels by shape, and an image must not notice how many others there are.
        for (long i = 0; i < images.shape[0]; i++)
        {
            using var imageScope = NewDisposeScope();
            // Divided before they are moved: CUDA multiplies by 1 / 255 instead, which gives other bits.
            var pixels = images.narrow(0, i, 1).permute(0, 3, 1, 2).to(ScalarType.Float32).DividedByInPlace(255).to(device);
            var feature = classifier.Features(pixels);
            features[i].copy_(feature[0]);
            logits[i].copy_(classifier.Logits(feature)[0]);
        }
        return new ImageFeatures(features.MoveToOuterDisposeScope(), null, logits.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => classifier.Dispose();
}
