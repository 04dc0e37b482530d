using SoftCfg.Checkpoints;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// InceptionV3 as of December 2015, the network behind published FID, sFID, Inception Scores, precision and recall
/// (guided-diffusion, <c>evaluations/evaluator.py</c>; its graph is <c>classify_image_graph_def.pb</c>).
/// </summary>
/// <remarks>
/// It differs from torchvision's <c>inception_v3</c>: average pools do not count padding, the last block pools its
/// maximum, and there are 1008 classes. As the evaluation suite has it, images of any size are resized to 299 x 299 by the
/// bilinear rule of TensorFlow 1, spatial features are seven channels of one branch, and logits leave out the bias.
/// </remarks>
public sealed class InceptionNetwork : IFeatureNetwork
{
    /// <summary>Where spatial features are taken: after the ReLU of this convolution, 17 x 17 pixels.</summary>
    private const string SpatialNode = "mixed_6/conv";

    private const int SpatialChannels = 7, SpatialSize = 17;

    /// <summary>
    /// Images that go through the convolutions at once, always: libtorch chooses kernels by shape, so a fixed shape keeps
    /// an image's features the same, bit for bit, in whatever batch it arrives. Measured on two cores with 256-pixel
    /// images: 24 a second one by one, 32 in fours, 32 in eights.
    /// </summary>
    private const int BatchSize = 4;

    private readonly InceptionTrunk trunk;
    private readonly Tensor classWeights;
    private readonly Device device;

    private InceptionNetwork(InceptionWeights weights, Device device)
    {
        this.device = device;
        Fingerprint = $"inception-2015-12-05 {WeightHash.Compute(weights.Tensors)}";
        trunk = new InceptionTrunk(weights, device);
        classWeights = weights.Tensors["fc.weight"].to(device, copy: true).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int FeatureCount => InceptionTable.FeatureCount;

    /// <inheritdoc/>
    public int SpatialFeatureCount => SpatialSize * SpatialSize * SpatialChannels;

    /// <inheritdoc/>
    public int ClassCount => InceptionTable.ClassCount;

    /// <summary>What a checkpoint of the network has to hold: names and shapes as torch ports have them, float32.</summary>
    public static IReadOnlyList<TensorInfo> Weights { get; } =
        [.. InceptionParameter.All.Select(p => new TensorInfo(p.TorchName, ScalarType.Float32, p.TorchShape))];

    /// <summary>What one image costs: multiplications with a weight, of which each is added to a sum.</summary>
    /// <value>5.7 · 10⁹.</value>
    public static long MultiplyAddsPerImage { get; } = InceptionCost.MultiplyAdds();

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

    /// <summary>Whether the first bytes of a file are those of a TensorFlow graph, and not of a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, empty, or cannot be opened.</exception>
    public static bool IsGraph(string path) => InceptionWeights.IsGraph(path);

    /// <summary>Writes the weights of either kind of file to a safetensors file, which <see cref="Load"/> takes too.</summary>
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
        var count = images.shape[0];
        var features = zeros([count, FeatureCount], device: device);
        var spatial = zeros([count, SpatialFeatureCount], device: device);
        var logits = zeros([count, ClassCount], device: device);
        for (long first = 0; first < count; first += BatchSize)
        {
            using var batchScope = NewDisposeScope();
            var size = Math.Min(BatchSize, count - first);
            var batch = Fill(images.narrow(0, first, size).to(device));
            var activations = trunk.Run(Preprocess(batch), (node, output) =>
            {
                if (node == SpatialNode)
                    Store(spatial, output.narrow(1, 0, SpatialChannels).permute(0, 2, 3, 1).flatten(1));
                visit(node, output);
            });
            var pooled = activations.mean([2, 3]);  // [4, 2048]
            Store(features, pooled);
            // One by one: rows of a matrix product do depend on how many there are.
            for (var i = 0; i < size; i++)
                logits[first + i].copy_(classWeights.mv(pooled[i]));

            void Store(Tensor target, Tensor values) => target.narrow(0, first, size).copy_(values.narrow(0, 0, size));
        }
        return new ImageFeatures(features.MoveToOuterDisposeScope(), spatial.MoveToOuterDisposeScope(),
            logits.MoveToOuterDisposeScope());
    }

    /// <summary>What the graph does before its first convolution.</summary>
    /// <param name="images">uint8 [B, height, width, 3].</param>
    /// <returns>float32 [B, 3, 299, 299], in [-1, 1).</returns>
    internal static Tensor Preprocess(Tensor images)
    {
        using var scope = NewDisposeScope();
        var resized = LegacyBilinearResize.Resize(images.to(ScalarType.Float32), InceptionTable.ImageSize,
            InceptionTable.ImageSize);
        return resized.MinusInPlace(128).TimesInPlace(1 / 128f).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trunk.Dispose();
        classWeights.Dispose();
    }

    /// <summary>Adds black images up to the batch size.</summary>
    private static Tensor Fill(Tensor images)
    {
        var missing = BatchSize - images.shape[0];
        return missing == 0
            ? images
            : cat([images, zeros([missing, .. images.shape[1..]], images.dtype, images.device)]);
    }
}
