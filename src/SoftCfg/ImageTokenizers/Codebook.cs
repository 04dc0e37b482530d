using SoftCfg.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers;

/// <summary>The codes of an image tokenizer: nearest code in squared Euclidean distance, no normalisation.</summary>
internal sealed class Codebook : nn.Module
{
    private readonly EmbeddingTable embedding;

    internal Codebook(int codes, int channels, ScalarType dtype, Device device) : base(nameof(Codebook)) =>
        embedding = new EmbeddingTable(codes, channels, dtype, device);

    /// <summary>The codes: [codebook size, code channels].</summary>
    internal Parameter Codes => embedding.Weight;

    /// <summary>Finds the nearest code of every latent, the first of equals.</summary>
    /// <param name="latents">[..., code channels].</param>
    /// <returns>int64 [...].</returns>
    internal Tensor Nearest(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var points = latents.reshape(-1, latents.shape[^1]);
        // |p - c|² without |p|², which is the same for every code.
        var distances = Codes.square().sum(1) - 2 * points.matmul(Codes.t());
        return distances.argmin(1).view(latents.shape[..^1]).MoveToOuterDisposeScope();
    }

    /// <summary>Looks codes up.</summary>
    /// <param name="tokens">int64 [...].</param>
    /// <returns>[..., code channels].</returns>
    internal Tensor Lookup(Tensor tokens) => embedding.call(tokens);
}
