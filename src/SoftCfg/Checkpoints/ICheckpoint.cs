using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>
/// Named tensors in a file. Opening one reads and checks its directory; elements are read only when asked for.
/// </summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>The file it was opened from.</summary>
    string Path { get; }

    /// <summary>
    /// Which of the file's tensors these are, such as <c>state dict 'ema'</c>; empty for all as they are.
    /// </summary>
    string Selection => "";

    /// <summary>The tensors it holds, in the file's order; names are unique.</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Text stored beside the tensors (safetensors' <c>__metadata__</c>); empty where there is none.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name in <see cref="Tensors"/>.</param>
    /// <returns>A contiguous CPU tensor of the stored type and shape, owned by the caller: nothing refers to the
    /// file.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or its bytes cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint is closed.</exception>
    Tensor Read(string name);
}
