namespace SoftCfg.Layers.Kernels;

/// <summary>Where the weights of some steps lie.</summary>
/// <param name="weights">Those of the first of these steps and the block's first output.</param>
/// <param name="numbers">What a format needs to know of the part, if anything.</param>
internal readonly unsafe struct WeightPart(byte* weights, byte* numbers = null)
{
    /// <summary>The weights of the first of these steps and the block's first output.</summary>
    public byte* Weights => weights;

    /// <summary>What a format needs to know of the part, if anything.</summary>
    public byte* Numbers => numbers;
}
