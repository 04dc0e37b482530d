namespace SoftCfg.Checkpoints.Torch;

/// <summary>A view of a storage; offset and strides count elements, and stay within the storage.</summary>
internal sealed record TensorView(StorageReference Storage, long Offset, long[] Shape, long[] Strides);
