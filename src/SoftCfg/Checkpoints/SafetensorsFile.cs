using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>A single safetensors file.</summary>
public sealed class SafetensorsFile : ICheckpoint
{
    private readonly CheckpointFile file;
    private readonly Dictionary<string, SafetensorsEntry> places;

    private SafetensorsFile(CheckpointFile file, SafetensorsHeader header)
    {
        this.file = file;
        Metadata = header.Metadata;
        Tensors = header.Tensors.Select(t => t.Info).ToList();
        places = header.Tensors.ToDictionary(t => t.Info.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a safetensors file and checks its header; no tensor is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The checkpoint; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">The file cannot be read or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path) => Open(CheckpointFile.Open(path));

    /// <inheritdoc/>
    public Tensor Read(string name) => places.TryGetValue(name, out var place)
        ? TensorBytes.Read(file, place.Offset, name, place.Type, place.Info.Shape)
        : throw CheckpointErrors.NoSuchTensor(this, name);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The tensor with this name, or null.</summary>
    internal TensorInfo? Find(string name) => places.GetValueOrDefault(name)?.Info;

    /// <summary>Takes ownership of an open file.</summary>
    internal static SafetensorsFile Open(CheckpointFile file)
    {
        try
        {
            return new SafetensorsFile(file, SafetensorsHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
