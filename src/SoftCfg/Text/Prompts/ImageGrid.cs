namespace SoftCfg.Text.Prompts;

/// <summary>
/// The size of an image as its tokens count it: codes of 8 x 8 pixels in rows, with a new line behind each row; sizes
/// are told in grids of 32 x 32 pixels.
/// </summary>
public sealed record ImageGrid
{
    /// <summary>Pixels along an edge of a grid, the unit that sizes are told in.</summary>
    public const int GridPixels = 32;

    /// <summary>Pixels along an edge of what one code stands for.</summary>
    public const int CodePixels = 8;

    /// <summary>Describes an image.</summary>
    /// <param name="width">Pixels across, a positive multiple of 32.</param>
    /// <param name="height">Pixels down, a positive multiple of 32.</param>
    /// <exception cref="PromptException">One is not.</exception>
    public ImageGrid(int width, int height)
    {
        EnsureWhole(width, "width");
        EnsureWhole(height, "height");
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Grids across.</summary>
    public int WidthInGrids => Width / GridPixels;

    /// <summary>Grids down.</summary>
    public int HeightInGrids => Height / GridPixels;

    /// <summary>Rows of codes.</summary>
    public int Rows => Height / CodePixels;

    /// <summary>Codes in a row; the new line behind it is none.</summary>
    public int Columns => Width / CodePixels;

    /// <summary>Codes and new lines of the whole image; its start, size and end are not among them.</summary>
    public long TokensWithNewLines => (long)Rows * (Columns + 1);

    private static void EnsureWhole(int pixels, string name)
    {
        if (pixels > 0 && pixels % GridPixels == 0)
            return;
        var below = Math.Max(pixels / GridPixels, 1) * GridPixels;
        throw new PromptException($"The {name} is {pixels} pixels; expected a positive multiple of {GridPixels}, such as {below}.");
    }
}
