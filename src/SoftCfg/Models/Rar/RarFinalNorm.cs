using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.Rar;

/// <summary>The last norm: no weights of its own, scaled and shifted by the conditioning vector (RAR/rar.py, FinalLayer).</summary>
internal sealed class RarFinalNorm : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "norm_final")]
    private readonly nn.Module<Tensor, Tensor> norm;
    [ComponentName(Name = "adaLN_modulation")]
    private readonly AdaptiveModulation modulation;

    internal RarFinalNorm(RarConfig config, ScalarType dtype, Device device) : base(nameof(RarFinalNorm))
    {
        norm = nn.LayerNorm(config.HiddenSize, RarModel.NormEpsilon, elementwise_affine: false, device: device, dtype: dtype);
        modulation = new AdaptiveModulation(config.HiddenSize, chunks: 2, dtype, device);
    }

    /// <summary>Normalises the stream.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="conditioning">[rows, n, channels].</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, Tensor conditioning)
    {
        using var scope = NewDisposeScope();
        // Scale before shift: the opposite of the blocks' order.
        var m = modulation.call(conditioning);
        return AdaptiveModulation.Modulate(norm.call(stream), shift: m[1], scale: m[0]).MoveToOuterDisposeScope();
    }
}
