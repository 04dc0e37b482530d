using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>Some tensors of another checkpoint, under other names. Closing it closes the other.</summary>
internal sealed class CheckpointView : ICheckpoint
{
    private readonly ICheckpoint source;
    private readonly Dictionary<string, string> sourceNames = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> tensors = [];

    /// <summary>Renames tensors.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="rename">Gives the new name, or null to leave a tensor out.</param>
    /// <param name="selection">What <see cref="Selection"/> says.</param>
    /// <exception cref="CheckpointException">Two tensors get the same name.</exception>
    internal CheckpointView(ICheckpoint source, Func<string, string?> rename, string selection)
        : this(source, source.Tensors, rename, selection)
    {
    }

    /// <summary>Renames some tensors of a checkpoint; the others are not looked at.</summary>
    internal CheckpointView(ICheckpoint source, IEnumerable<TensorInfo> members, Func<string, string?> rename, string selection)
    {
        this.source = source;
        Selection = selection;
        foreach (var info in members)
        {
            if (rename(info.Name) is not { } name)
                continue;
            if (!sourceNames.TryAdd(name, info.Name))
            {
                throw new CheckpointException(source.Path,
                    $"tensors '{ForeignText.Show(sourceNames[name])}' and '{ForeignText.Show(info.Name)}' would both be named " +
                    $"'{ForeignText.Show(name)}'.");
            }
            tensors.Add(info with { Name = name });
        }
    }

    /// <inheritdoc/>
    public string Path => source.Path;

    /// <inheritdoc/>
    public string Selection { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors => tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    /// <inheritdoc/>
    public Tensor Read(string name) => sourceNames.TryGetValue(name, out var sourceName)
        ? source.Read(sourceName)
        : throw CheckpointErrors.NoSuchTensor(this, name);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
