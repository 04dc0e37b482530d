using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Which <see cref="WeightFormat"/> is used where nobody asks for one, and how formats are called.</summary>
public static class WeightFormats
{
    /// <summary>The fastest format without a measurable loss of quality, see docs/performance.md.</summary>
    public static WeightFormat Default => WeightFormat.Int8;

    /// <summary>The instructions that products on this processor use, such as AVX2.</summary>
    public static string Instructions => Kernels.ProductFunction.Instructions;

    /// <summary>The format of a model: what is asked for, or else the default where our kernels compute.</summary>
    /// <param name="asked">What is asked for; null where nobody does.</param>
    /// <param name="dtype">The type the model computes in.</param>
    /// <param name="device">Where it computes.</param>
    /// <returns>Null where libtorch computes: on a GPU, or in bfloat16.</returns>
    /// <exception cref="ArgumentException">A format is asked for where libtorch computes.</exception>
    public static WeightFormat? Choose(WeightFormat? asked, ScalarType dtype, Device device)
    {
        var isOurs = device.type == DeviceType.CPU && dtype == ScalarType.Float32;
        if (asked is { } format && !isOurs)
        {
            throw new ArgumentException($"weights in {NameOf(format)} are for models that compute in float32 on the CPU; this one is to " +
                $"compute in {dtype.ToString().ToLowerInvariant()} on {device}.");
        }
        return isOurs ? asked ?? Default : null;
    }

    /// <summary>Whether keys and values are kept as they are computed, in float32, or rounded to bfloat16, as exact as the weights at least.</summary>
    internal static bool KeepsExactKeys(WeightFormat format) => format == WeightFormat.Float32;

    /// <summary>What people call a format.</summary>
    /// <returns><c>float32</c>, <c>bfloat16</c>, <c>int8</c> or <c>int4</c>.</returns>
    public static string NameOf(WeightFormat format) => format.ToString().ToLowerInvariant();
}
