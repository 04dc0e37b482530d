namespace SoftCfg.Layers.Kernels;

/// <summary>
/// How the weights of a block become numbers in a vector, and how these are multiplied. A step is what one 32-bit element of a
/// row of inputs holds: one float32, or two int16.
/// </summary>
/// <typeparam name="TVector">The vector: a lane is an output.</typeparam>
internal unsafe interface IProductFormat<TVector> where TVector : struct
{
    /// <summary>The weights of a vector of outputs at a step.</summary>
    /// <param name="block">The block's first byte.</param>
    /// <param name="step">The step.</param>
    /// <param name="output">The vector's first output in the block.</param>
    static abstract TVector Weights(byte* block, nint step, nint output);

    /// <summary><c>sum + weights · input</c>.</summary>
    static abstract TVector MultiplyAdd(TVector weights, TVector input, TVector sum);
}
