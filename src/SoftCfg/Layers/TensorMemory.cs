using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>The memory of tensors on the CPU, for kernels.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>The first element of a float32 tensor. Valid as long as the tensor is alive.</summary>
    /// <param name="tensor">Float32, contiguous, on the CPU.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static float* Floats(Tensor tensor) => (float*)Start(tensor, ScalarType.Float32);

    /// <summary>The first element of an int64 tensor, likewise.</summary>
    public static long* Longs(Tensor tensor) => (long*)Start(tensor, ScalarType.Int64);

    /// <summary>The first element of a float64 tensor, likewise.</summary>
    public static double* Doubles(Tensor tensor) => (double*)Start(tensor, ScalarType.Float64);

    /// <summary>The first element of a bool tensor, likewise.</summary>
    public static bool* Booleans(Tensor tensor) => (bool*)Start(tensor, ScalarType.Bool);

    /// <summary>Asks for large pages under a tensor on the CPU that nobody has written to; elsewhere nothing happens.</summary>
    public static void AskForLargePages(Tensor tensor)
    {
        if (tensor.device.type == TorchSharp.DeviceType.CPU)
            LargePages.Ask(Start(tensor, tensor.dtype), tensor.NumberOfElements * tensor.ElementSize);
    }

    /// <summary>The first element of a tensor. Valid as long as the tensor is alive.</summary>
    /// <param name="tensor">Contiguous, on the CPU.</param>
    /// <param name="dtype">Its element type.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void* Start(Tensor tensor, ScalarType dtype)
    {
        if (tensor.dtype != dtype || tensor.device.type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"The kernels of the CPU read contiguous {dtype} tensors on the CPU; this is {tensor.dtype} on " +
                $"{tensor.device}.", nameof(tensor));
        }
        if (tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue)
            return Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        // One element of it: a span of all would end at 2 GB.
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
