using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Latents to pixels: mask tokens, one per patch, that attend to the latents (dino_enc/dinov2.py, DINOv2Decoder).</summary>
internal sealed class RobusTokDecoder : nn.Module<Tensor, Tensor>
{
    private readonly long patches;
    [ComponentName(Name = "mask_token")]
    private readonly Parameter maskToken;
    [ComponentName(Name = "lvl_embed")]
    private readonly EmbeddingTable groups;
    [ComponentName(Name = "model")]
    private readonly VisionTransformer transformer;
    [ComponentName(Name = "to_pixel")]
    private readonly PatchesToPixels toPixels;

    internal RobusTokDecoder(RobusTokConfig config, ScalarType dtype, Device device) : base(nameof(RobusTokDecoder))
    {
        var size = config.Decoder;
        patches = config.LatentTokens;
        maskToken = new Parameter(zeros([1, 1, size.Width], dtype, device));
        groups = new EmbeddingTable(2, size.Width, dtype, device);
        transformer = new VisionTransformer(size, config.LatentTokens, patchEmbedding: null, dtype, device);
        toPixels = new PatchesToPixels(config, size.Width, dtype, device);
    }

    /// <summary>Decodes latents.</summary>
    /// <param name="latents">[B, latent tokens, width].</param>
    /// <returns>[B, 3, image size, image size], not clamped.</returns>
    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        // Both groups begin with the class token, and share positions; the group's own vector tells them apart.
        var image = transformer.Place(maskToken.expand(-1, patches, -1)).Plus(groups.Weight[0]);
        var codes = transformer.Place(latents).Plus(groups.Weight[1]);
        var sequence = cat([image.expand(latents.shape[0], -1, -1), codes], 1);  // [B, 2 + patches + latents, width]
        return toPixels.call(transformer.call(sequence).narrow(1, 1, patches)).MoveToOuterDisposeScope();
    }
}
