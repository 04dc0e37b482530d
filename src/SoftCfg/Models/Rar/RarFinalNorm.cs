using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.Rar;

/// <summary>
/// The parts of the last norm, under their names in checkpoints: it has no weights of its own and is scaled and shifted by the
/// conditioning vector (RAR/rar.py, FinalLayer).
/// </summary>
internal sealed class RarFinalNorm : nn.Module
{
    [ComponentName(Name = "norm_final")]
    private readonly Norm norm;
    [ComponentName(Name = "adaLN_modulation")]
    private readonly AdaptiveModulation modulation;

    internal RarFinalNorm(RarConfig config, ScalarType dtype, Device device) : base(nameof(RarFinalNorm))
    {
        norm = new LayerNormalization(config.HiddenSize, RarModel.NormEpsilon, dtype, device, isAffine: false);
        modulation = new AdaptiveModulation(config.HiddenSize, chunks: 2, dtype, device);
    }

    /// <summary>The norm.</summary>
    public Norm Norm => norm;

    /// <summary>Its scale and shift, in this order.</summary>
    public AdaptiveModulation Modulation => modulation;
}
