using SoftCfg.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Networks that see whole images, by kernels of our own.</summary>
internal static class KernelLayers
{
    /// <summary>
    /// Packs all projections of a network in float32 and has the other layers use their kernels. There is no way back: afterwards the
    /// network only infers, and what comes out of it has the same bits whatever the batch and the threads.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <exception cref="InvalidOperationException">Its weights are packed already, or not float32 on the CPU.</exception>
    public static void Use(nn.Module network)
    {
        // Nothing is packed where not everything can be.
        foreach (var parameter in network.parameters())
        {
            if (parameter.dtype != ScalarType.Float32 || parameter.device.type != DeviceType.CPU)
            {
                throw new InvalidOperationException(
                    $"Weights are packed from float32 on the CPU; some of these are {parameter.dtype} on {parameter.device}.");
            }
        }
        foreach (var module in network.modules())
        {
            if (module is Projection projection)
                projection.Pack(WeightFormat.Float32);
            else if (module is IKernelLayer layer)
                layer.UseKernels();
        }
        FreedMemory.GiveBack();
    }
}
