using static TorchSharp.torch;

namespace SoftCfg.Benchmarks;

/// <summary>How fast the machine multiplies matrices: what everything else is compared with.</summary>
internal static class MatrixPeak
{
    private const int Size = 2048;
    private const int Products = 3;

    /// <summary>Floating point operations per second of square matrix products, in 10⁹.</summary>
    public static double Measure(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (ones([Size, Size], type), ones([Size, Size], type));
        left.mm(right).Dispose();
        var seconds = Timing.Seconds(() =>
        {
            for (var i = 0; i < Products; i++)
                left.mm(right).Dispose();
        });
        return Products * 2.0 * Size * Size * Size / seconds / 1e9;
    }
}
