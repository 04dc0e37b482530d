namespace SoftCfg.Layers.Kernels;

/// <summary>What a <see cref="ProductKernel{TVector, TLanes, TFormat}"/> multiplies: rows with some steps of a block.</summary>
internal unsafe struct ProductStretch
{
    /// <summary>[rows, stride]: 32-bit elements.</summary>
    public float* Inputs;

    /// <summary>Elements from one row to the next.</summary>
    public nint Stride;

    /// <summary>How many rows.</summary>
    public int Rows;

    /// <summary>The block's weights.</summary>
    public byte* Block;

    /// <summary>The first step.</summary>
    public nint First;

    /// <summary>The step behind the last.</summary>
    public nint End;

    /// <summary>[rows, <see cref="PackedWeights.BlockOutputs"/>]: sums, 32 bits each.</summary>
    public float* Sums;

    /// <summary>[rows, scale stride]: what a rounded 1 of each row is worth, part by part; where a format asks for it.</summary>
    public float* Scales;

    /// <summary>Scales from one row to the next.</summary>
    public nint ScaleStride;

    /// <summary>Whether the sums go on from what they hold; otherwise they begin at 0.</summary>
    public bool GoesOn;

    /// <summary>Memory that will be read next.</summary>
    public byte* Ahead;

    /// <summary>How much of it.</summary>
    public nint AheadBytes;
}
