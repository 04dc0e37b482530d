using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Looks rows up by number.</summary>
internal static class TensorRows
{
    /// <summary>Rows of a table: its shape, with the numbers' in place of the first axis.</summary>
    /// <param name="table">[rows, ...].</param>
    /// <param name="numbers">int64 of any shape.</param>
    /// <returns>A copy; the caller disposes it.</returns>
    /// <remarks>index_select would do the same, but not on the meta device, where tests look for tensors on the wrong one.</remarks>
    public static Tensor Rows(this Tensor table, Tensor numbers) => table.index(TensorIndex.Tensor(numbers));
}
