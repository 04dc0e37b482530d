using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Adds a branch to the stream, each channel times a learned factor (Touvron et al. 2021, CaiT).</summary>
internal sealed class LayerScale : nn.Module<Tensor, Tensor, Tensor>, IKernelLayer
{
    private readonly Parameter gamma;
    private bool usesKernels;

    internal LayerScale(long channels, ScalarType dtype, Device device) : base(nameof(LayerScale)) =>
        gamma = new Parameter(zeros([channels], dtype, device));

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <summary>Adds.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="branch">[rows, n, channels].</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, Tensor branch) =>
        usesKernels ? TensorRowOperations.AddScaled(stream, gamma, branch) : stream.PlusProduct(gamma, branch);
}
