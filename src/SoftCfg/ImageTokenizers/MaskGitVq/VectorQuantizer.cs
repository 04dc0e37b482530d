using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>A codebook: nearest code in squared Euclidean distance, no normalisation (maskgit_vqgan.py, VectorQuantizer).</summary>
internal sealed class VectorQuantizer : nn.Module<Tensor, Tensor>
{
    private readonly EmbeddingTable embedding;

    internal VectorQuantizer(MaskGitVqConfig config, ScalarType dtype, Device device) : base(nameof(VectorQuantizer)) =>
        embedding = new EmbeddingTable(config.CodebookSize, config.CodeChannels, dtype, device);

    /// <summary>The codes: [codebook size, code channels].</summary>
    internal EmbeddingTable Embedding => embedding;

    /// <summary>Finds the nearest codes.</summary>
    /// <param name="latents">[B, code channels, grid, grid].</param>
    /// <returns>int64 [B, grid * grid] in raster order.</returns>
    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        // [B, C, h, w] -> [B * h * w, C]
        var points = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1]);
        var codes = Embedding.Weight;
        // |p - c|² without |p|², which is the same for every code.
        var distances = codes.square().sum(1) - 2 * points.matmul(codes.t());
        return distances.argmin(1).view(latents.shape[0], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Looks codes up.</summary>
    /// <param name="tokens">int64 [B, grid * grid].</param>
    /// <param name="gridSize">Width and height of the grid.</param>
    /// <returns>[B, code channels, grid, grid].</returns>
    internal Tensor Lookup(Tensor tokens, int gridSize)
    {
        using var scope = NewDisposeScope();
        return Embedding.call(tokens).view(tokens.shape[0], gridSize, gridSize, -1).permute(0, 3, 1, 2).contiguous()
            .MoveToOuterDisposeScope();
    }
}
