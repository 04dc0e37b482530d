namespace SoftCfg.Layers.Kernels;

/// <summary>
/// How the weights of a block become numbers in a vector, and how these are multiplied. A step is what one 32-bit element of a
/// row of inputs holds: one float32, two int16 or four int8.
/// </summary>
/// <typeparam name="TVector">The vector: a lane is an output.</typeparam>
internal unsafe interface IProductFormat<TVector> where TVector : struct
{
    /// <summary>
    /// Steps of a part, where sums begin anew with every part, since they have room for no more or since parts have scales of their own;
    /// otherwise 0. Where it is not 0, stretches begin with a part.
    /// </summary>
    static abstract int PartSteps { get; }

    /// <summary>Rows that are multiplied at a time, at most six; what a multiplication needs registers for leaves less for sums.</summary>
    static abstract int MostRows { get; }

    /// <summary>The weights of the steps from <paramref name="step"/> on: of <see cref="PartSteps"/> of them, or of all.</summary>
    /// <param name="block">The block's first byte.</param>
    /// <param name="step">The first step.</param>
    static abstract WeightPart Part(byte* block, nint step);

    /// <summary>Bytes from the weights of one output at a step to those of the next; the steps of a part follow each other.</summary>
    static abstract int OutputBytes { get; }

    /// <summary>The weights of a vector of outputs at a step.</summary>
    /// <param name="part">The part of the step.</param>
    /// <param name="from">Where they lie.</param>
    static abstract TVector Weights(WeightPart part, byte* from);

    /// <summary><c>sum + weights · input</c>.</summary>
    static abstract TVector MultiplyAdd(TVector weights, TVector input, TVector sum);

    /// <summary>Keeps a sum, 32 bits a lane; the sum of a part is added to what is there.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="to">Where sums of the vector's first output in the block stand.</param>
    /// <param name="part">The part.</param>
    /// <param name="output">The vector's first output in the block.</param>
    /// <param name="rowScale">What a rounded 1 of the row is worth in this part, where a format asks for it.</param>
    static abstract void Store(TVector sum, float* to, WeightPart part, nint output, float* rowScale);
}
