using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Patches and learned latent tokens through one transformer; the latents come out (modeling/alitok.py, Encoder).</summary>
internal sealed class AliTokEncoder : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "patch_embed")]
    private readonly Conv2d patchEmbedding;
    [ComponentName(Name = "positional_embedding")]
    private readonly Parameter patchPositions;
    [ComponentName(Name = "latent_token_positional_embedding")]
    private readonly Parameter latentPositions;
    [ComponentName(Name = "ln_pre")]
    private readonly LayerNorm normBefore;
    private readonly ModuleList<AliTokTransformerBlock> transformer;
    [ComponentName(Name = "ln_post")]
    private readonly LayerNorm normAfter;
    [ComponentName(Name = "conv_out")]
    private readonly Conv2d output;

    internal AliTokEncoder(AliTokTokenizerConfig config, ScalarType dtype, Device device) : base(nameof(AliTokEncoder))
    {
        var width = config.Encoder.Width;
        patchEmbedding = nn.Conv2d(3, width, config.PatchSize, stride: config.PatchSize, device: device, dtype: dtype);
        patchPositions = new Parameter(zeros([config.GridSize * config.GridSize, width], dtype, device));
        latentPositions = new Parameter(zeros([config.TokenCount, width], dtype, device));
        normBefore = AliTokTransformerBlock.Norm(width, dtype, device);
        transformer = AliTokTransformerBlock.Stack(config.Encoder, dtype, device);
        normAfter = AliTokTransformerBlock.Norm(width, dtype, device);
        output = nn.Conv2d(width, config.CodeChannels, kernel_size: 1, device: device, dtype: dtype);
    }

    /// <summary>Encodes images.</summary>
    /// <param name="pixels">RGB in [0, 1]: [B, 3, image size, image size].</param>
    /// <param name="latentTokens">[tokens, width].</param>
    /// <returns>[B, code channels, 1, tokens].</returns>
    public override Tensor forward(Tensor pixels, Tensor latentTokens)
    {
        using var scope = NewDisposeScope();
        var patches = patchEmbedding.call(pixels).flatten(2).transpose(1, 2).Plus(patchPositions);  // [B, grid², width]
        var latents = latentTokens.Plus(latentPositions).unsqueeze(0).expand(pixels.shape[0], -1, -1);
        var stream = normBefore.call(cat([patches, latents], 1));
        foreach (var block in transformer)
            stream = block.call(stream);
        latents = normAfter.call(stream.narrow(1, patches.shape[1], latents.shape[1]));
        // [B, tokens, width] -> [B, width, 1, tokens]
        return output.call(latents.transpose(1, 2).unsqueeze(2)).MoveToOuterDisposeScope();
    }
}
