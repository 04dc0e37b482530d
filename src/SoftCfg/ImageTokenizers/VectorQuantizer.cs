using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers;

/// <summary>
/// A codebook: nearest code in squared Euclidean distance, either of vectors as they are (maskgit_vqgan.py) or of their
/// directions (xqgan_model.py with <c>codebook_l2_norm</c>).
/// </summary>
internal sealed class VectorQuantizer : nn.Module<Tensor, Tensor>
{
    // Distances that are there at a time: a picture of 1024 pixels has 16,384 latents, for 16,384 codes.
    private const long MostDistances = 1 << 24;

    private readonly bool normalises;
    private readonly EmbeddingTable embedding;

    /// <summary>Allocates the codebook.</summary>
    /// <param name="codes">Codes in the codebook.</param>
    /// <param name="channels">Channels of a code.</param>
    /// <param name="normalises">Whether latents and codes are scaled to length 1 for the search, and codes for the lookup.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="device">Where it lives.</param>
    internal VectorQuantizer(long codes, long channels, bool normalises, ScalarType dtype, Device device)
        : base(nameof(VectorQuantizer))
    {
        this.normalises = normalises;
        embedding = new EmbeddingTable(codes, channels, dtype, device);
    }

    /// <summary>The codes as they are stored: [codes, channels].</summary>
    internal EmbeddingTable Embedding => embedding;

    /// <summary>Finds the nearest codes; of codes equally near, the first.</summary>
    /// <param name="latents">[B, channels, rows, columns].</param>
    /// <returns>int64 [B, rows * columns] in raster order.</returns>
    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        // [B, C, h, w] -> [B * h * w, C]
        var points = Scaled(latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1]));
        var codes = Scaled(Embedding.Weight);
        var squares = codes.Squared().sum(1);
        var nearest = points.split(Math.Max(1, MostDistances / codes.shape[0])).Select(some => Nearest(some, codes, squares)).ToList();
        return cat(nearest, 0).view(latents.shape[0], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Looks codes up.</summary>
    /// <param name="tokens">int64 [B, rows * columns].</param>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="columns">Its columns.</param>
    /// <returns>[B, channels, rows, columns].</returns>
    internal Tensor Lookup(Tensor tokens, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        return Scaled(Embedding.call(tokens)).view(tokens.shape[0], rows, columns, -1).permute(0, 3, 1, 2).contiguous()
            .MoveToOuterDisposeScope();
    }

    private static Tensor Nearest(Tensor points, Tensor codes, Tensor squares)
    {
        using var scope = NewDisposeScope();
        // |p - c|² with |p|², which every code shares: its rounding decides which codes are equally near, as in the references.
        var distances = points.Squared().sum(1, keepdim: true).Plus(squares) - points.matmul(codes.t()).Times(2);
        return distances.argmin(1).MoveToOuterDisposeScope();
    }

    /// <summary>Vectors [..., channels] as they are compared: as they come, or of length 1.</summary>
    private Tensor Scaled(Tensor vectors) =>
        normalises ? nn.functional.normalize(vectors, dim: -1, eps: 1e-12) : vectors;
}
