namespace SoftCfg.Text.Prompts;

/// <summary>The sizes that a picture before a text is cropped to: all shapes of about the same area.</summary>
/// <remarks>Source: Lumina-mGPT 2.0, <c>data/item_processor.py</c>, <c>generate_crop_size_list</c> and <c>var_center_crop</c>.</remarks>
public static class PictureSizes
{
    /// <summary>Pixels along the edge of the square among them, in the release.</summary>
    public const int ReleasedTarget = 512;

    private const double LargestRatio = 4;

    /// <summary>The sizes, from the widest to the tallest; none is more than four times as long as it is wide.</summary>
    /// <param name="target">Pixels along the edge of the square among them, a positive multiple of 32. Default 512.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="PromptException">The target is no size.</exception>
    public static IReadOnlyList<ImageGrid> All(int target = ReleasedTarget)
    {
        var square = new ImageGrid(target, target);
        var most = (long)square.WidthInGrids * square.HeightInGrids;
        var sizes = new List<ImageGrid>();
        // Along the largest rectangles that the area has room for, each as wide as it can be.
        var (width, height) = (most, 1L);
        while (width > 0)
        {
            if (Math.Max(width, height) <= LargestRatio * Math.Min(width, height))
                sizes.Add(new((int)(width * ImageGrid.GridPixels), (int)(height * ImageGrid.GridPixels)));
            if ((height + 1) * width <= most)
                height++;
            else
                width--;
        }
        return sizes;
    }

    /// <summary>The size that a picture loses least to: of equal ones the wider.</summary>
    /// <param name="width">Pixels across the picture.</param>
    /// <param name="height">Pixels down the picture.</param>
    /// <param name="target">As in <see cref="All"/>.</param>
    /// <returns>The size to crop it to; its own if it is among them.</returns>
    /// <exception cref="PromptException">The picture has no pixels, or the target is no size.</exception>
    public static ImageGrid Nearest(int width, int height, int target = ReleasedTarget)
    {
        if (width <= 0 || height <= 0)
            throw new PromptException($"The picture is {width} x {height} pixels; expected at least one.");
        var sizes = All(target);
        return sizes.FirstOrDefault(size => size.Width == width && size.Height == height) ??
            sizes.OrderByDescending(Kept).ThenByDescending(size => size.Width).ThenByDescending(size => size.Height).First();

        // Of the picture scaled to cover the size, the share that stays.
        double Kept(ImageGrid size)
        {
            var (across, down) = ((double)size.Width / width, (double)size.Height / height);
            return Math.Min(across, down) / Math.Max(across, down);
        }
    }
}
