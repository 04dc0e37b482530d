namespace SoftCfg.Checkpoints.Torch;

/// <summary>A view of a storage; offset and strides count elements, and stay within the storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Type">What its bytes hold here.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Strides">Stored elements from one to the next, per dimension.</param>
/// <param name="IsNegated">
/// Whether the elements are the stored ones times -1: PyTorch's lazy negation, a mark beside the numbers.
/// </param>
internal sealed record TensorView(StorageReference Storage, ElementType Type, long Offset, long[] Shape, long[] Strides,
    bool IsNegated);
