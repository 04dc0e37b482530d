using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Weights of values in the attention of some rows of a pass: attention is <c>(softmax(QKᵀ) ⊙ w) V</c> there, which equals
/// scaling the values and leaves the cache as the model wrote it.
/// </summary>
/// <param name="FirstRow">The first weighted row; the weighted rows follow each other.</param>
/// <param name="Values">
/// float32 [rows, positions], the same for every query of a row, or float32 [rows, n, positions]. Column k weighs the value at
/// position k of the row's slot; positions behind the last column weigh 1. The caller keeps and disposes it.
/// </param>
public sealed record RowWeights(int FirstRow, Tensor Values)
{
    /// <summary>How many rows are weighted.</summary>
    public int Rows => (int)Values.shape[0];
}
