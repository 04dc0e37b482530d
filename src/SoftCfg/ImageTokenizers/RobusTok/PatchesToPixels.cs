using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Projects each vector to a patch of pixels (dino_enc/to_pixel.py, ToPixel with <c>linear</c>).</summary>
internal sealed class PatchesToPixels : nn.Module<Tensor, Tensor>
{
    private readonly int gridSize, patchSize;
    [ComponentName(Name = "model")]
    private readonly Projection projection;

    internal PatchesToPixels(RobusTokConfig config, long width, ScalarType dtype, Device device) : base(nameof(PatchesToPixels))
    {
        (gridSize, patchSize) = (config.GridSize, config.PatchSize);
        projection = new Projection(width, 3L * patchSize * patchSize, hasBias: true, dtype, device);
    }

    /// <summary>Draws patches.</summary>
    /// <param name="patches">[B, grid * grid, width] in raster order.</param>
    /// <returns>[B, 3, image size, image size].</returns>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var imageSize = gridSize * patchSize;
        return projection.call(patches)
            // [B, grid row, grid column, row in patch, column in patch, colour]
            .view(-1, gridSize, gridSize, patchSize, patchSize, 3)
            .permute(0, 5, 1, 3, 2, 4).reshape(-1, 3, imageSize, imageSize).MoveToOuterDisposeScope();
    }
}
