using System.Reflection;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Kernels are compiled for this processor when they are called first. Whoever is about to load weights lets that begin, on a
/// thread of its own: the first token waits for less.
/// </summary>
internal static class KernelCode
{
    // Of the product: up to three rows, without guidance or with it. Whatever comes in greater numbers has longer to wait.
    private const string FewRows = "FewRows";

    private static readonly Type[] RowCountsAtFirst = [typeof(RowCounts.One), typeof(RowCounts.Two)];

    private static readonly Type[] OfRows =
        [typeof(RowKernels), typeof(RowNorms), typeof(BlockKernels), typeof(SoftmaxKernel), typeof(DrawKernel)];

    /// <summary>Begins; returns at once.</summary>
    /// <param name="format">How weights will be packed.</param>
    public static void CompileBeside(WeightFormat format)
    {
        // Whatever goes wrong is said by the first call, which then compiles.
        _ = Task.Run(() => Compile(format));
    }

    /// <summary>Compiles.</summary>
    /// <returns>How many kernels were.</returns>
    internal static int Compile(WeightFormat format)
    {
        var kernels = Of(format);
        foreach (var kernel in kernels)
        {
            var arguments = kernel.DeclaringType!.GetGenericArguments().Concat(kernel.GetGenericArguments());
            RuntimeHelpers.PrepareMethod(kernel.MethodHandle, arguments.Select(type => type.TypeHandle).ToArray());
        }
        return kernels.Count;
    }

    /// <summary>The kernels that the first images take.</summary>
    internal static IReadOnlyList<MethodInfo> Of(WeightFormat format)
    {
        var products = from method in Kernels(ProductFunction.KernelFor(format))
                       where method.Name == FewRows
                       from rows in RowCountsAtFirst
                       select method.MakeGenericMethod(rows);
        var attention = WeightFormats.KeepsExactKeys(format)
            ? typeof(AttentionKernel<float, StoredNumbers.Float32>)
            : typeof(AttentionKernel<ushort, StoredNumbers.BFloat16>);
        return products.Concat(Kernels(attention)).Concat(OfRows.SelectMany(Kernels)).ToList();
    }

    private static IEnumerable<MethodInfo> Kernels(Type type) =>
        type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization));
}
