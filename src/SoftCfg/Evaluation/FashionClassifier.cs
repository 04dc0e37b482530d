using SoftCfg.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>
/// A small classifier of 28x28 grey images in ten classes, trained with the embedded model. It judges whether generated
/// images show their class, and its penultimate layer is the feature network of evaluations without downloads.
/// </summary>
public sealed class FashionClassifier : nn.Module<Tensor, Tensor>
{
    /// <summary>Width and height of the images it takes.</summary>
    public const int ImageSize = 28;

    /// <summary>Length of a feature vector.</summary>
    public const int FeatureCount = 128;

    /// <summary>Classes it tells apart.</summary>
    public const int ClassCount = 10;

    private readonly ModuleList<SameConvolution> convolutions;
    private readonly Projection features, head;

    /// <summary>Allocates a classifier; its weights are zero until a checkpoint is loaded.</summary>
    /// <param name="device">Where weights live; the CPU by default.</param>
    public FashionClassifier(Device? device = null) : base(nameof(FashionClassifier))
    {
        device ??= CPU;
        SameConvolution Layer(long inputs, long outputs) =>
            new(inputs, outputs, kernel: 3, hasBias: true, ScalarType.Float32, device);
        convolutions = new ModuleList<SameConvolution>(Layer(1, 32), Layer(32, 64), Layer(64, 64));
        features = new Projection(64 * 3 * 3, FeatureCount, hasBias: true, ScalarType.Float32, device);
        head = new Projection(FeatureCount, ClassCount, hasBias: true, ScalarType.Float32, device);
        RegisterComponents();
        eval();
    }

    /// <summary>Classifies images.</summary>
    /// <param name="input">float32 RGB in [0, 1]: [B, 3, 28, 28].</param>
    /// <returns>float32 logits: [B, 10].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Logits(Features(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The activations below the class logits.</summary>
    /// <param name="input">float32 RGB in [0, 1]: [B, 3, 28, 28].</param>
    /// <returns>float32 [B, 128], not negative.</returns>
    public Tensor Features(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = input.mean([1], keepdim: true);
        // 28 -> 14 -> 7 -> 3 pixels.
        foreach (var convolution in convolutions)
            hidden = nn.functional.max_pool2d(nn.functional.relu(convolution.call(hidden)), kernel_size: 2, stride: 2);
        hidden = nn.functional.dropout(hidden.flatten(1), 0.3, training);
        return nn.functional.relu(features.call(hidden)).MoveToOuterDisposeScope();
    }

    /// <summary>The last layer, for features that are at hand.</summary>
    /// <param name="activations">What <see cref="Features"/> returned: float32 [B, 128].</param>
    /// <returns>float32 logits: [B, 10].</returns>
    public Tensor Logits(Tensor activations) => head.call(activations);
}
