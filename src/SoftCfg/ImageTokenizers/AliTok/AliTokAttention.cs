using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Attention of every token to every other, in float32 (modeling/alitok.py, Attention).</summary>
internal sealed class AliTokAttention : nn.Module<Tensor, Tensor>, IKernelLayer
{
    private readonly long heads;
    [ComponentName(Name = "in_proj")]
    private readonly Projection input;
    [ComponentName(Name = "out_proj")]
    private readonly Projection output;
    private bool usesKernels;

    internal AliTokAttention(AliTokTransformerConfig config, ScalarType dtype, Device device) : base(nameof(AliTokAttention))
    {
        heads = config.Heads;
        input = new Projection(config.Width, 3 * config.Width, hasBias: true, dtype, device);
        output = new Projection(config.Width, config.Width, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <summary>Attends.</summary>
    /// <param name="stream">[B, n, channels].</param>
    /// <returns>[B, n, channels].</returns>
    public override Tensor forward(Tensor stream)
    {
        using var scope = NewDisposeScope();
        if (usesKernels)
            return output.call(ImageAttention.Of(input.call(stream), (int)heads)).MoveToOuterDisposeScope();
        var (batch, n, channels) = (stream.shape[0], stream.shape[1], stream.shape[2]);
        // [B, n, 3 * channels] -> 3 x [B, heads, n, head size]
        var parts = input.call(stream).view(batch, n, 3, heads, channels / heads).to(ScalarType.Float32)
            .permute(2, 0, 3, 1, 4).unbind(0);
        var attended = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return output.call(attended.transpose(1, 2).reshape(batch, n, channels).to(stream.dtype)).MoveToOuterDisposeScope();
    }
}
