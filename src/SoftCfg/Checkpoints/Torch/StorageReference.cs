namespace SoftCfg.Checkpoints.Torch;

/// <summary>A storage: elements of one type under a key.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">Names the storage within the file.</param>
/// <param name="Elements">Elements of the whole storage; their bytes fit 64 bits.</param>
/// <param name="Window">Old files only: the part of the storage that is meant, in elements.</param>
internal sealed record StorageReference(ElementType Type, string Key, long Elements,
    (long Offset, long Elements)? Window)
{
    /// <summary>Bytes of the whole storage.</summary>
    internal long Bytes => Elements * Type.Bytes;

    /// <summary>Where the part that is meant begins, in bytes.</summary>
    internal long WindowOffset => (Window?.Offset ?? 0) * Type.Bytes;

    /// <summary>Bytes of the part that is meant.</summary>
    internal long WindowBytes => (Window?.Elements ?? Elements) * Type.Bytes;
}
