using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>What a norm does with the pixels of one picture: <c>x · scale + shift</c>, channel by channel.</summary>
/// <param name="channels">Channels.</param>
internal sealed unsafe class NormFactors(int channels)
{
    // Never moved, so that kernels may have their address; nothing to dispose.
    private readonly float[] numbers = GC.AllocateArray<float>(2 * channels, pinned: true);

    /// <summary>[channels].</summary>
    public float* Scale => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(numbers));

    /// <summary>[channels].</summary>
    public float* Shift => Scale + channels;

    /// <summary>Norms some rows.</summary>
    /// <param name="rows">float32 [1, channels, rows, width].</param>
    /// <param name="silu">Whether a SiLU follows.</param>
    /// <returns>Of the same shape, channels side by side.</returns>
    public Tensor Apply(Tensor rows, bool silu)
    {
        float* scale = Scale, shift = Shift;
        return Map(rows, (from, to, _, width) =>
        {
            for (var x = 0L; x < width; x++)
                Pixel(silu, from + x * channels, scale, shift, to + x * channels);
        });
    }

    /// <summary>
    /// Norms some rows, each pixel then times a factor and plus a summand of its own, which are those of the nearest pixel of a
    /// smaller picture: so whatever makes them runs at the smaller size.
    /// </summary>
    /// <param name="rows">float32 [1, channels, rows, width].</param>
    /// <param name="silu">Whether a SiLU follows.</param>
    /// <param name="factor">float32 [1, channels, some rows of the smaller picture, its width].</param>
    /// <param name="summand">The same.</param>
    /// <param name="nearest">The row of both that belongs to a row of <paramref name="rows"/>.</param>
    /// <returns>Of the same shape as the rows, channels side by side.</returns>
    public Tensor Apply(Tensor rows, bool silu, Tensor factor, Tensor summand, Func<int, int> nearest)
    {
        using var scope = NewDisposeScope();
        var (factors, summands) = (factor.permute(0, 2, 3, 1).contiguous(), summand.permute(0, 2, 3, 1).contiguous());
        var columns = (int)factors.shape[2];
        float* times = TensorMemory.Floats(factors), plus = TensorMemory.Floats(summands);
        return Map(rows, (from, to, row, width) =>
        {
            var scale = stackalloc float[channels];
            var shift = stackalloc float[channels];
            var place = (long)nearest(row) * columns * channels;
            for (var column = 0; column < columns; column++, place += channels)
            {
                // Pixels x with floor(x · columns / width) = column.
                var (first, end) = (First(column, columns, width), First(column + 1, columns, width));
                RowKernels.Multiply(Scale, times + place, channels, scale);
                RowKernels.ScaleShift(Shift, times + place, plus + place, channels, shift);
                for (var x = first; x < end; x++)
                    Pixel(silu, from + x * channels, scale, shift, to + x * channels);
            }
        }).MoveToOuterDisposeScope();
    }

    private static long First(long column, long columns, long width) => (column * width + columns - 1) / columns;

    private delegate void RowFunction(float* from, float* to, int row, int width);

    private Tensor Map(Tensor rows, RowFunction function)
    {
        using var scope = NewDisposeScope();
        var pixels = rows.permute(0, 2, 3, 1).contiguous();
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        var output = empty(pixels.shape, ScalarType.Float32, device: pixels.device);
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(output);
        StepThreads.Shared.Run(KernelThreads.For(16 * pixels.NumberOfElements), thread =>
        {
            var (row, end) = thread.Share(height);
            for (; row < end; row++)
                function(from + (long)row * width * channels, to + (long)row * width * channels, row, width);
        });
        GC.KeepAlive(this);
        return output.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private void Pixel(bool silu, float* from, float* scale, float* shift, float* to)
    {
        if (silu)
            RowKernels.ScaleSilu(from, scale, shift, channels, to);
        else
            RowKernels.ScaleShift(from, scale, shift, channels, to);
    }
}
