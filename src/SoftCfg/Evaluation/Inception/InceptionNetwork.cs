using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// InceptionV3 as of December 2015, the network behind published FID, sFID, Inception Scores, precision and recall
/// (guided-diffusion, <c>evaluations/evaluator.py</c>; its graph is <c>classify_image_graph_def.pb</c>).
/// </summary>
/// <remarks>
/// It differs from torchvision's <c>inception_v3</c>: images are resized by <see cref="LegacyBilinearResize"/>, average
/// pools do not count padding, the last block pools its maximum, spatial features are seven channels of one branch, and
/// there are 1008 classes, whose bias is left out.
/// </remarks>
public sealed class InceptionNetwork : IFeatureNetwork
{
    /// <summary>Where spatial features are taken: after the ReLU of this convolution, 17 x 17 pixels.</summary>
    private const string SpatialNode = "mixed_6/conv";

    private const int SpatialChannels = 7, SpatialSize = 17;

    private readonly InceptionTrunk trunk;
    private readonly Projection head;
    private readonly Device device;

    private InceptionNetwork(InceptionWeights weights, Device device)
    {
        this.device = device;
        Fingerprint = $"inception-2015-12-05 {WeightHash.Compute(weights.Tensors)}";
        trunk = new InceptionTrunk(weights, device);
        head = new Projection(FeatureCount, ClassCount, hasBias: false, ScalarType.Float32, device);
        using var noGradients = no_grad();
        head.parameters().Single().copy_(weights.Tensors["fc.weight"]);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int FeatureCount => InceptionTable.FeatureCount;

    /// <inheritdoc/>
    public int SpatialFeatureCount => SpatialSize * SpatialSize * SpatialChannels;

    /// <inheritdoc/>
    public int ClassCount => InceptionTable.ClassCount;

    /// <summary>
    /// Loads <c>classify_image_graph_def.pb</c>, or the same weights as a checkpoint with the names of torch ports
    /// (pytorch-fid's and torch-fidelity's <c>.pth</c>, what <see cref="Convert"/> writes). The bytes say which it is.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where weights live and images are looked at; the CPU by default.</param>
    /// <returns>The network.</returns>
    /// <exception cref="EvaluationFileException">The file is missing, damaged, or holds other weights.</exception>
    public static InceptionNetwork Load(string path, Device? device = null)
    {
        using var weights = InceptionWeights.Load(path);
        return new InceptionNetwork(weights, device ?? CPU);
    }

    /// <summary>Writes the weights of either kind of file to a safetensors file, which <see cref="Load"/> takes as well.</summary>
    /// <param name="input">The file to read.</param>
    /// <param name="output">The file to write; an existing one is replaced.</param>
    /// <exception cref="EvaluationFileException">The input is missing, damaged, or holds other weights.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static void Convert(string input, string output)
    {
        using var weights = InceptionWeights.Load(input);
        SafetensorsWriter.Write(output, weights.Tensors.Select(t => (t.Key, t.Value)));
    }

    /// <inheritdoc/>
    public ImageFeatures Extract(Tensor images) => Extract(images, (_, _) => { });

    /// <summary>As <see cref="Extract(Tensor)"/>, and shows the output of every node.</summary>
    internal ImageFeatures Extract(Tensor images, Action<string, Tensor> visit)
    {
        FeatureImages.Validate(images);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var batch = images.shape[0];
        var features = empty([batch, FeatureCount], device: device);
        var spatial = empty([batch, SpatialFeatureCount], device: device);
        var logits = empty([batch, ClassCount], device: device);
        for (long i = 0; i < batch; i++)
        {
            using var imageScope = NewDisposeScope();
            var activations = trunk.Run(Preprocess(images.narrow(0, i, 1).to(device)), (node, output) =>
            {
                if (node == SpatialNode)
                    spatial[i].copy_(output.narrow(1, 0, SpatialChannels).permute(0, 2, 3, 1).reshape(-1));
                visit(node, output);
            });
            var pooled = activations.mean([2, 3]);  // [1, 2048]
            features[i].copy_(pooled[0]);
            logits[i].copy_(head.call(pooled)[0]);
        }
        return new ImageFeatures(features.DetachFromDisposeScope(), spatial.DetachFromDisposeScope(), logits.DetachFromDisposeScope());
    }

    /// <summary>What the graph does before its first convolution.</summary>
    /// <param name="images">uint8 [B, height, width, 3].</param>
    /// <returns>float32 [B, 3, 299, 299], in [-1, 1).</returns>
    internal static Tensor Preprocess(Tensor images)
    {
        using var scope = NewDisposeScope();
        var resized = LegacyBilinearResize.Resize(images.to(ScalarType.Float32), InceptionTable.ImageSize,
            InceptionTable.ImageSize);
        return resized.sub_(128).mul_(1 / 128f).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trunk.Dispose();
        head.Dispose();
    }
}
