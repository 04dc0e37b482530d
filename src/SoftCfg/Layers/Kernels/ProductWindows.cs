namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Rows of a product that overlap in memory: what a window sees that moves over a picture whose channels lie side by side. Row by row
/// of the window its inputs are a piece of memory.
/// </summary>
internal unsafe struct ProductWindows
{
    /// <summary>What the first window sees first.</summary>
    public float* Start;

    /// <summary>Windows below each other.</summary>
    public int Rows;

    /// <summary>Windows side by side.</summary>
    public int Columns;

    /// <summary>Elements from a window to the one below.</summary>
    public nint RowPitch;

    /// <summary>Elements from a window to the one on its right.</summary>
    public nint ColumnPitch;

    /// <summary>Elements of a piece.</summary>
    public int PieceLength;

    /// <summary>Elements from the beginning of a piece to that of the next.</summary>
    public nint PiecePitch;
}
