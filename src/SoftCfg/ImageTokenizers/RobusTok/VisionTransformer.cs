using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>
/// The transformer of either half, a ViT as in DINOv2 (dino_enc/vision_transformer.py): a class token, learned positions,
/// blocks, a norm at the end. The encoder's also cuts images to patches.
/// </summary>
internal sealed class VisionTransformer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "cls_token")]
    private readonly Parameter classToken;
    [ComponentName(Name = "pos_embed")]
    private readonly Parameter positions;
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding? patchEmbedding;
    private readonly ModuleList<VisionBlock> blocks;
    private readonly nn.Module<Tensor, Tensor> norm;

    /// <summary>Allocates the transformer.</summary>
    /// <param name="size">Its sizes.</param>
    /// <param name="tokens">Tokens of a group, without the class token.</param>
    /// <param name="patchEmbedding">What embeds images; null where none come in. Owned from here on.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    internal VisionTransformer(TransformerSize size, long tokens, PatchEmbedding? patchEmbedding, ScalarType dtype, Device device)
        : base(nameof(VisionTransformer))
    {
        this.patchEmbedding = patchEmbedding;
        classToken = new Parameter(zeros([1, 1, size.Width], dtype, device));
        positions = new Parameter(zeros([1, tokens + 1, size.Width], dtype, device));
        blocks = new ModuleList<VisionBlock>(
            Enumerable.Range(0, size.Depth).Select(_ => new VisionBlock(size, dtype, device)).ToArray());
        norm = Norm(size.Width, dtype, device);
    }

    /// <summary>Puts a class token in front of a group of tokens and adds the positions.</summary>
    /// <param name="tokens">[rows, n, width].</param>
    /// <returns>[rows, 1 + n, width].</returns>
    internal Tensor Place(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return cat([classToken.expand(tokens.shape[0], -1, -1), tokens], 1).Plus(positions).MoveToOuterDisposeScope();
    }

    /// <summary>Cuts images to patches and places them as <see cref="Place"/> does.</summary>
    /// <param name="pixels">[rows, 3, image size, image size].</param>
    /// <returns>[rows, 1 + n, width].</returns>
    internal Tensor PlacePatches(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return Place(patchEmbedding!.call(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the blocks and the norm.</summary>
    /// <param name="sequence">[rows, n, width].</param>
    /// <returns>[rows, n, width].</returns>
    public override Tensor forward(Tensor sequence)
    {
        using var scope = NewDisposeScope();
        return norm.call(blocks.Aggregate(sequence, (stream, block) => block.call(stream))).MoveToOuterDisposeScope();
    }

    internal static nn.Module<Tensor, Tensor> Norm(long channels, ScalarType dtype, Device device) =>
        nn.LayerNorm(channels, eps: 1e-6, device: device, dtype: dtype);
}
