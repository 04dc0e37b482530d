namespace SoftCfg.Evaluation.Inception;

/// <summary>A layer in its place.</summary>
/// <param name="Name">Its output's name in the graph, such as <c>mixed_4/tower/conv_1</c>.</param>
/// <param name="TorchName">Its module's name in torch ports, such as <c>Mixed_6b.branch7x7_2</c>.</param>
/// <param name="Inputs">Channels of its input.</param>
/// <param name="Layer">What it computes.</param>
internal sealed record InceptionNode(string Name, string TorchName, long Inputs, InceptionLayer Layer)
{
    /// <summary>Channels of its output.</summary>
    internal long Outputs => IsConvolution ? Layer.Outputs : Inputs;

    internal bool IsConvolution => Layer.Operation == InceptionOperation.Convolution;
}
