using static TorchSharp.torch;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>A storage: elements of one type under a key.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">Names the storage within the file.</param>
/// <param name="Elements">Elements of the whole storage.</param>
/// <param name="Window">Old files only: the part of the storage that is meant, in elements.</param>
internal sealed record StorageReference(ScalarType Type, string Key, long Elements,
    (long Offset, long Elements)? Window);
