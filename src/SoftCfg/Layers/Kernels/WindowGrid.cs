namespace SoftCfg.Layers.Kernels;

/// <summary>The windows of a picture, cut into tiles that are about equally large. What a tile sees stays in the second cache.</summary>
internal readonly struct WindowGrid
{
    private readonly int rows, columns, down, across;

    /// <summary>Cuts.</summary>
    /// <param name="rows">Windows below each other.</param>
    /// <param name="columns">Windows side by side.</param>
    public WindowGrid(int rows, int columns)
    {
        (this.rows, this.columns) = (rows, columns);
        across = Parts(columns, PackedWeights.MostWindows);
        TileColumns = (columns + across - 1) / across;
        down = Parts(rows, PackedWeights.MostWindows / TileColumns);
        TileRows = (rows + down - 1) / down;
    }

    /// <summary>How many tiles there are.</summary>
    public int Tiles => down * across;

    /// <summary>Rows of the largest.</summary>
    public int TileRows { get; }

    /// <summary>Columns of the largest.</summary>
    public int TileColumns { get; }

    /// <summary>One of them. Each is below the one before it, and sees much of what that one saw.</summary>
    public WindowTile Tile(int index)
    {
        var (x, y) = Math.DivRem(index, down);
        var (top, left) = (y * rows / down, x * columns / across);
        return new WindowTile(top, left, (y + 1) * rows / down - top, (x + 1) * columns / across - left);
    }

    private static int Parts(int count, int most) => (count + most - 1) / most;
}
