using static TorchSharp.torch;

namespace SoftCfg.Benchmarks;

/// <summary>How fast the machine multiplies matrices: what everything else is compared with.</summary>
internal static class MatrixPeak
{
    private const int Size = 2048;

    private const double Operations = 2.0 * Size * Size * Size;

    /// <summary>Operations per second of one square matrix product, in 10⁹.</summary>
    public static double OfProduct(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (ones([Size, Size], type), ones([Size, Size], type));
        return Operations / Timing.Seconds(() => left.mm(right).Dispose()) / 1e9;
    }

    /// <summary>
    /// The same product as a convolution of 1 x 1, in 10⁹: libtorch has another library do these, which on some processors
    /// is nearly twice as fast.
    /// </summary>
    public static double OfConvolution(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var image = ones([1, Size / 64, 64, Size], type).permute(0, 3, 1, 2);  // [1, 2048, 32, 64], channels innermost
        var kernel = ones([Size, Size, 1, 1], type);
        return Operations / Timing.Seconds(() => nn.functional.conv2d(image, kernel).Dispose()) / 1e9;
    }
}
