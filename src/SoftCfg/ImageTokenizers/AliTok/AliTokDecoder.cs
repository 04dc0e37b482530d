using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Learned class tokens and codes through one transformer; the grid's tokens become patches (modeling/alitok.py, Decoder).</summary>
internal sealed class AliTokDecoder : nn.Module<Tensor, Tensor>, IKernelLayer
{
    private const int ClassTokens = 32;

    private readonly AliTokTokenizerConfig config;
    [ComponentName(Name = "class_embedding")]
    private readonly Parameter classTokens;
    [ComponentName(Name = "latent_token_positional_embedding")]
    private readonly Parameter positions;
    [ComponentName(Name = "decoder_embed")]
    private readonly Projection embedding;
    [ComponentName(Name = "ln_pre")]
    private readonly LayerNorm normBefore;
    private readonly ModuleList<AliTokTransformerBlock> transformer;
    [ComponentName(Name = "ln_post")]
    private readonly LayerNorm normAfter;
    // Entry 0 of a sequence whose entry 1 only rearranges.
    [ComponentName(Name = "ffn")]
    private readonly ModuleList<SameConvolution> patchPixels;
    [ComponentName(Name = "conv_out")]
    private readonly SameConvolution output;
    private bool usesKernels;

    internal AliTokDecoder(AliTokTokenizerConfig config, ScalarType dtype, Device device) : base(nameof(AliTokDecoder))
    {
        this.config = config;
        var width = config.Decoder.Width;
        classTokens = new Parameter(zeros([ClassTokens, width], dtype, device));
        positions = new Parameter(zeros([ClassTokens + config.TokenCount, width], dtype, device));
        embedding = new Projection(config.CodeChannels, width, hasBias: true, dtype, device);
        normBefore = AliTokTransformerBlock.Norm(width, dtype, device);
        transformer = AliTokTransformerBlock.Stack(config.Decoder, dtype, device);
        normAfter = AliTokTransformerBlock.Norm(width, dtype, device);
        patchPixels = new ModuleList<SameConvolution>(
            new SameConvolution(width, 3L * config.PatchSize * config.PatchSize, kernel: 1, hasBias: true, dtype, device));
        output = new SameConvolution(3, 3, kernel: 1, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <summary>Decodes codes.</summary>
    /// <param name="codes">[B, tokens, code channels].</param>
    /// <returns>RGB in (0, 1): [B, 3, image size, image size].</returns>
    public override Tensor forward(Tensor codes)
    {
        using var scope = NewDisposeScope();
        var (batch, grid, patch) = (codes.shape[0], config.GridSize, config.PatchSize);
        var stream = cat([classTokens.unsqueeze(0).expand(batch, -1, -1), embedding.call(codes)], 1).Plus(positions);
        stream = normBefore.call(stream);
        foreach (var block in transformer)
            stream = block.call(stream);
        // Class tokens and prefix have served. [B, grid², width] -> [B, width, grid, grid]
        var places = normAfter.call(stream.narrow(1, ClassTokens + config.PrefixTokens, grid * grid))
            .transpose(1, 2).reshape(batch, -1, grid, grid);
        // Channels are (row in the patch, column in the patch, colour): [B, p, p, 3, grid, grid] -> [B, 3, grid p, grid p]
        var pixels = patchPixels[0].call(places).view(batch, patch, patch, 3, grid, grid)
            .permute(0, 3, 4, 1, 5, 2).reshape(batch, 3, grid * patch, grid * patch);
        pixels = output.call(pixels);
        return (usesKernels ? TensorRowOperations.SigmoidInPlace(pixels.contiguous()) : pixels.sigmoid()).MoveToOuterDisposeScope();
    }
}
