using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Pixels to latents: learned latent tokens that attend to the patches (dino_enc/dinov2.py, DINOv2Encoder).</summary>
internal sealed class RobusTokEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "latent_tokens")]
    private readonly Parameter latentTokens;
    [ComponentName(Name = "lvl_embed")]
    private readonly EmbeddingTable groups;
    [ComponentName(Name = "model")]
    private readonly VisionTransformer transformer;

    internal RobusTokEncoder(RobusTokConfig config, ScalarType dtype, Device device) : base(nameof(RobusTokEncoder))
    {
        var size = config.Encoder;
        latentTokens = new Parameter(zeros([1, config.LatentTokens, size.Width], dtype, device));
        groups = new EmbeddingTable(2, size.Width, dtype, device);
        transformer = new VisionTransformer(size, config.LatentTokens,
            new PatchEmbedding(config.PatchSize, size.Width, dtype, device), dtype, device);
    }

    /// <summary>Encodes pixels.</summary>
    /// <param name="pixels">[B, 3, image size, image size] in [-1, 1].</param>
    /// <returns>[B, latent tokens, width].</returns>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var count = latentTokens.shape[1];
        var image = transformer.PlacePatches(pixels).Plus(groups.Weight[0]);
        // Latents share the positions of the patches, but there is no second class token.
        var latents = transformer.Place(latentTokens).narrow(1, 1, count).Plus(groups.Weight[1]);
        var sequence = cat([image, latents.expand(pixels.shape[0], -1, -1)], 1);  // [B, 1 + patches + latents, width]
        return transformer.call(sequence).narrow(1, image.shape[1], count).MoveToOuterDisposeScope();
    }
}
