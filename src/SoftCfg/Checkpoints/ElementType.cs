using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>How a weights file stores an element, and what it is read as.</summary>
/// <param name="Name">What PyTorch calls it, such as <c>float8_e4m3fn</c>.</param>
/// <param name="ReadAs">The type of the tensor that is read.</param>
/// <param name="Bytes">Bytes of one stored element.</param>
/// <param name="Safetensors">Its name in a safetensors header.</param>
/// <param name="Values">What each stored byte stands for, where libtorch has no such type here; else null.</param>
internal sealed record ElementType(string Name, ScalarType ReadAs, int Bytes, string Safetensors, float[]? Values = null)
{
    /// <summary>The class PyTorch names a storage of such elements by; null where it has none.</summary>
    internal string? Storage { get; init; }
}
