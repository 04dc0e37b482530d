namespace SoftCfg.Evaluation.Inception;

/// <summary>One constant of the graph and what torch ports call it.</summary>
/// <param name="GraphName">The Const node.</param>
/// <param name="GraphShape">Its shape there: kernels are [height, width, inputs, outputs].</param>
/// <param name="TorchName">Its name in a state dict.</param>
/// <param name="ToTorch">The permutation of dimensions to the state dict's order.</param>
internal sealed record InceptionParameter(string GraphName, long[] GraphShape, string TorchName, long[] ToTorch)
{
    /// <summary>Everything that is read, in the graph's order.</summary>
    internal static IReadOnlyList<InceptionParameter> All { get; } =
    [
        .. InceptionTable.Convolutions.SelectMany(Of),
        new("softmax/weights", [InceptionTable.FeatureCount, InceptionTable.ClassCount], "fc.weight", [1, 0]),
        new("softmax/biases", [InceptionTable.ClassCount], "fc.bias", [0]),
    ];

    /// <summary>Its shape in a state dict: kernels are [outputs, inputs, height, width].</summary>
    internal long[] TorchShape => ToTorch.Select(dimension => GraphShape[dimension]).ToArray();

    private static InceptionParameter[] Of(InceptionNode node)
    {
        InceptionParameter Norm(string graphName, string torchName) =>
            new($"{node.Name}/batchnorm/{graphName}", [node.Outputs], $"{node.TorchName}.bn.{torchName}", [0]);
        return
        [
            new($"{node.Name}/conv2d_params", [node.Layer.Height, node.Layer.Width, node.Inputs, node.Outputs],
                $"{node.TorchName}.conv.weight", [3, 2, 0, 1]),
            Norm("beta", "bias"),
            Norm("gamma", "weight"),
            Norm("moving_mean", "running_mean"),
            Norm("moving_variance", "running_var"),
        ];
    }
}
