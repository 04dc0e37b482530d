using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Adds a branch to the stream, each channel times a learned factor (Touvron et al. 2021, CaiT).</summary>
internal sealed class LayerScale : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Parameter gamma;

    internal LayerScale(long channels, ScalarType dtype, Device device) : base(nameof(LayerScale)) =>
        gamma = new Parameter(zeros([channels], dtype, device));

    /// <summary>Adds.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="branch">[rows, n, channels].</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, Tensor branch) => stream.PlusProduct(gamma, branch);
}
