using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Layers.Kernels;

/// <summary>The fastest kernel of this processor for a format.</summary>
internal static unsafe class ProductFunction
{
    /// <summary>The instructions that products use here, as people call them.</summary>
    public static string Instructions =>
        Lanes512.IsSupported ? "AVX-512" : Lanes256.IsSupported ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "none";

    /// <summary>Chooses.</summary>
    /// <param name="format">How weights are stored.</param>
    /// <returns>See <see cref="ProductKernel{TVector, TLanes, TFormat}.Multiply"/>.</returns>
    public static delegate*<ref readonly ProductStretch, void> For(WeightFormat format)
    {
        if (IsWidest(format))
            return For<Vector512<float>, Lanes512>(format);
        return Lanes256.IsSupported ? For<Vector256<float>, Lanes256>(format) : For<Vector128<float>, Lanes128>(format);
    }

    /// <summary>The type whose methods the chosen kernel is.</summary>
    public static Type KernelFor(WeightFormat format)
    {
        if (IsWidest(format))
            return KernelFor<Vector512<float>, Lanes512>(format);
        return Lanes256.IsSupported ? KernelFor<Vector256<float>, Lanes256>(format) : KernelFor<Vector128<float>, Lanes128>(format);
    }

    /// <summary>The kernel of a vector width, for tests.</summary>
    public static delegate*<ref readonly ProductStretch, void> For<TVector, TLanes>(WeightFormat format)
        where TVector : struct where TLanes : struct, IVectorLanes<TVector> => format switch
        {
            WeightFormat.Float32 => &ProductKernel<TVector, TLanes, ProductFormats.Float32<TVector, TLanes>>.Multiply,
            WeightFormat.BFloat16 => &ProductKernel<TVector, TLanes, ProductFormats.BFloat16<TVector, TLanes>>.Multiply,
            WeightFormat.Int8 => &ProductKernel<TVector, TLanes, ProductFormats.Int8<TVector, TLanes>>.Multiply,
            WeightFormat.Int4 => &ProductKernel<TVector, TLanes, ProductFormats.Int4<TVector, TLanes>>.Multiply,
            _ => throw NoFormat(format),
        };

    private static Type KernelFor<TVector, TLanes>(WeightFormat format)
        where TVector : struct where TLanes : struct, IVectorLanes<TVector> => format switch
        {
            WeightFormat.Float32 => typeof(ProductKernel<TVector, TLanes, ProductFormats.Float32<TVector, TLanes>>),
            WeightFormat.BFloat16 => typeof(ProductKernel<TVector, TLanes, ProductFormats.BFloat16<TVector, TLanes>>),
            WeightFormat.Int8 => typeof(ProductKernel<TVector, TLanes, ProductFormats.Int8<TVector, TLanes>>),
            WeightFormat.Int4 => typeof(ProductKernel<TVector, TLanes, ProductFormats.Int4<TVector, TLanes>>),
            _ => throw NoFormat(format),
        };

    /// <summary>Whether 512 bits are best: there is no instruction that adds four products of bytes at once for them, but for 256.</summary>
    private static bool IsWidest(WeightFormat format) => Lanes512.IsSupported && !(format == WeightFormat.Int8 && AvxVnni.IsSupported);

    private static ArgumentOutOfRangeException NoFormat(WeightFormat format) =>
        new(nameof(format), format, "There is no such format.");
}
