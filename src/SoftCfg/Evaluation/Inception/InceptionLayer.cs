namespace SoftCfg.Evaluation.Inception;

/// <summary>A layer of the table: what it computes, before it has a name and a place.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Outputs">Channels of its output; 0 for a pool, which keeps those of its input.</param>
/// <param name="Height">Of the kernel.</param>
/// <param name="Width">Of the kernel.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Padded">Whether borders are padded so that a stride of 1 keeps the size ("SAME").</param>
internal sealed record InceptionLayer(InceptionOperation Operation, long Outputs, long Height, long Width, long Stride,
    bool Padded)
{
    /// <summary>A padded convolution with stride 1, 1x1 unless it says otherwise.</summary>
    internal static InceptionLayer Conv(long outputs, long height = 1, long width = 1) =>
        new(InceptionOperation.Convolution, outputs, height, width, Stride: 1, Padded: true);

    /// <summary>A 3x3 convolution without padding.</summary>
    internal static InceptionLayer ValidConv(long outputs, long stride) =>
        new(InceptionOperation.Convolution, outputs, 3, 3, stride, Padded: false);

    /// <summary>A padded 3x3 average.</summary>
    internal static InceptionLayer AveragePool { get; } = new(InceptionOperation.AveragePool, 0, 3, 3, 1, Padded: true);

    /// <summary>A padded 3x3 maximum.</summary>
    internal static InceptionLayer MaxPool { get; } = new(InceptionOperation.MaxPool, 0, 3, 3, 1, Padded: true);

    /// <summary>A 3x3 maximum that halves the size.</summary>
    internal static InceptionLayer Downsample { get; } = new(InceptionOperation.MaxPool, 0, 3, 3, 2, Padded: false);
}
