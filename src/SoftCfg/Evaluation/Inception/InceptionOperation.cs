namespace SoftCfg.Evaluation.Inception;

/// <summary>What a layer computes.</summary>
internal enum InceptionOperation
{
    /// <summary>Convolution without bias, batch norm, ReLU.</summary>
    Convolution,

    /// <summary>The mean over the real pixels under the kernel.</summary>
    AveragePool,

    /// <summary>The maximum under the kernel.</summary>
    MaxPool,
}
