using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Which type matrix products are fastest in, on this machine: float32, or bfloat16 where the hardware multiplies it. Half the
/// bytes are no gain where it does not: libtorch then multiplies number by number, a hundred times slower than in float32.
/// </summary>
public static class ProductPrecision
{
    // Large enough for bfloat16 to win where it can, small enough to end at once where it cannot (8 million operations).
    private const int Rows = 64, Features = 256;

    private const int Rounds = 3;

    // A measurement that others disturb must not choose: bfloat16 has to win clearly.
    private const double ClearWin = 1.2;

    private static readonly ConcurrentDictionary<(DeviceType Type, int Index), Lazy<ScalarType>> Measured = new();

    /// <summary>
    /// The faster of float32 and bfloat16. The first call for a device multiplies small matrices in both types, some
    /// milliseconds; later ones return the same answer. Without the instructions nothing is measured: float32.
    /// </summary>
    /// <param name="device">Where products are computed; <c>null</c> (default) is the CPU.</param>
    /// <returns><see cref="ScalarType.Float32"/> or <see cref="ScalarType.BFloat16"/>.</returns>
    public static ScalarType Fastest(Device? device = null)
    {
        device ??= CPU;
        if (device.type == DeviceType.CPU && !MayMultiplyBFloat16)
            return ScalarType.Float32;
        // Lazy, so that two threads do not measure against each other.
        return Measured.GetOrAdd((device.type, device.index), _ => new Lazy<ScalarType>(() => Measure(device))).Value;
    }

    /// <summary>
    /// libtorch's own kernels for bfloat16 need AVX-512 on x86 processors; what others have, only a measurement tells.
    /// </summary>
    private static bool MayMultiplyBFloat16 => !X86Base.IsSupported || Avx512BW.IsSupported;

    private static ScalarType Measure(Device device) =>
        Seconds(ScalarType.Float32, device) > ClearWin * Seconds(ScalarType.BFloat16, device)
            ? ScalarType.BFloat16
            : ScalarType.Float32;

    /// <summary>The shortest time of several products; the first one, which loads kernels, does not count.</summary>
    private static double Seconds(ScalarType type, Device device)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var (input, weight) = (ones([Rows, Features], type, device), ones([Features, Features], type, device));
        var best = double.PositiveInfinity;
        for (var round = 0; round <= Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            using var product = nn.functional.linear(input, weight);
            // Reading a number waits for the device.
            product[0, 0].to(ScalarType.Float32).item<float>();
            if (round > 0)
                best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return best;
    }
}
