namespace SoftCfg.Layers.Kernels;

/// <summary>
/// How the weights of a block become numbers in a vector, and how these are multiplied. A step is what one 32-bit element of a
/// row of inputs holds: one float32, two int16 or four int8.
/// </summary>
/// <typeparam name="TVector">The vector: a lane is an output.</typeparam>
internal unsafe interface IProductFormat<TVector> where TVector : struct
{
    /// <summary>
    /// Steps that a sum has room for, so that sums begin anew with every part of so many; 0 where they have room for all. Where it is not 0,
    /// stretches are whole parts.
    /// </summary>
    static abstract int PartSteps { get; }

    /// <summary>The weights of the steps from <paramref name="step"/> on: of <see cref="PartSteps"/> of them, or of all.</summary>
    /// <param name="block">The block's first byte.</param>
    /// <param name="step">The first step.</param>
    static abstract WeightPart Part(byte* block, nint step);

    /// <summary>The weights of a vector of outputs at a step.</summary>
    /// <param name="part">Where they lie.</param>
    /// <param name="step">The step.</param>
    /// <param name="output">The vector's first output in the block.</param>
    static abstract TVector Weights(WeightPart part, nint step, nint output);

    /// <summary><c>sum + weights · input</c>.</summary>
    static abstract TVector MultiplyAdd(TVector weights, TVector input, TVector sum);

    /// <summary>Keeps a sum, 32 bits a lane; the sum of a part is added to what is there.</summary>
    static abstract void Store(TVector sum, float* to);
}
