using Microsoft.Win32.SafeHandles;
using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>A weights file open for reading at any offset, which refuses by <see cref="CheckpointException"/>.</summary>
internal sealed class CheckpointFile : ForeignFile
{
    private CheckpointFile(string path, SafeFileHandle handle) : base(path, handle)
    {
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CheckpointException">It is missing, empty, a folder, or cannot be opened.</exception>
    internal static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "this is a folder. Give the weights file in it, such as " +
                "model.safetensors, model.safetensors.index.json or pytorch_model.bin.");
        }
        return new CheckpointFile(path, OpenHandle(path, (problem, e) => new CheckpointException(path, problem, e)));
    }

    /// <summary>Sees all that is read from now on; null (default) for nobody. Whoever sets it disposes it.</summary>
    internal FileHash? Hash { get; set; }

    protected override void Observe(long offset, ReadOnlySpan<byte> bytes) => Hash?.Observe(offset, bytes);

    internal override CheckpointException Error(string problem, Exception? inner = null) => new(Path, problem, inner);
}
