using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// Where the models of cases run: on the CPU, by libtorch and by our own kernels, or on the GPU that a variable names, by libtorch.
/// What the cases hold, and what is compared, is on the CPU.
/// </summary>
internal static class GoldenDevice
{
    /// <summary>Names the device: cpu, cuda or cuda:N. eng/golden.sh --device sets it.</summary>
    public const string Variable = "SOFTCFG_GOLDEN_DEVICE";

    private static readonly Lazy<Device> Found = new(() => Find(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The device.</summary>
    public static Device Current => Found.Value;

    /// <summary>Whether our own kernels compute here as well.</summary>
    public static bool HasKernels => Current.type == DeviceType.CPU;

    /// <summary>The device of a name.</summary>
    /// <param name="name">What the variable says; null or empty is the CPU.</param>
    /// <exception cref="InvalidOperationException">It names no device, or none that is here.</exception>
    internal static Device Find(string? name)
    {
        if (name is null or "" or "cpu")
            return CPU;
        var number = name.StartsWith("cuda:", StringComparison.Ordinal) ? name["cuda:".Length..] : name == "cuda" ? "0" : "";
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new InvalidOperationException($"{Variable} is \"{name}\"; it must be cpu, cuda or cuda:N.");
        if (!cuda.is_available() || index >= cuda.device_count())
            throw new InvalidOperationException($"{Variable} is \"{name}\", but there is no such CUDA device here.");
        // The cases were made in float32; libtorch lets convolutions of it round to 10 bits on newer GPUs.
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (false, false);
        return new Device(DeviceType.CUDA, index);
    }
}
