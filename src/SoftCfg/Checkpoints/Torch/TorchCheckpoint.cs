using System.Collections.ObjectModel;
using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>Tensors of a file written by <c>torch.save</c>, whatever its layout.</summary>
internal sealed class TorchCheckpoint : ICheckpoint
{
    /// <summary>
    /// Weights may stand under several names, and 8-bit numbers become four times as large when they are read. Beyond that, a
    /// few stored elements claim to be a model: strides of 0, or names without end for one storage.
    /// </summary>
    private const int GreatestExpansion = 16;

    private const long FreeBytes = 1 << 20;

    private readonly CheckpointFile file;
    private readonly Dictionary<string, (TensorInfo Info, TensorView View, StorageSpan Storage)> places;

    /// <summary>Takes ownership of <paramref name="file"/>.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="tensors">Its tensors in order.</param>
    /// <param name="find">Finds and checks the bytes of a storage.</param>
    internal TorchCheckpoint(CheckpointFile file, IReadOnlyList<(string Name, TensorView View)> tensors,
        Func<StorageReference, StorageSpan> find)
    {
        this.file = file;
        Tensors = tensors.Select(t => new TensorInfo(t.Name, t.View.Type, t.View.Shape)).ToList();
        places = tensors.Zip(Tensors).ToDictionary(t => t.Second.Name,
            t => (t.Second, t.First.View, find(t.First.View.Storage)), StringComparer.Ordinal);
        EnsureExpansion();
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        if (!places.TryGetValue(name, out var place))
            throw CheckpointErrors.NoSuchTensor(this, name);
        var (_, view, storage) = place;
        using var scope = NewDisposeScope();
        var extent = TensorLayout.Extent(view);
        var offset = storage.Offset + view.Storage.WindowOffset + view.Offset * view.Type.Bytes;
        // Parts of a storage have no checksum.
        var expected = extent * view.Type.Bytes == storage.Bytes ? storage.Checksum : null;
        uint checksum = 0;
        var elements = TensorBytes.Read(file, offset, name, view.Type, [extent],
            expected is null ? null : piece => checksum = Crc32.Append(checksum, piece));
        if (expected is { } right && checksum != right)
            throw Damaged(name);
        var shaped = TensorLayout.IsContiguous(view)
            ? elements.view(view.Shape)
            : elements.as_strided(view.Shape, view.Strides).contiguous();
        return (view.IsNegated ? shaped.neg() : shaped).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Weights that changed on the way would only show as poor images.</summary>
    private CheckpointException Damaged(string name) => file.Error(
        $"the elements of tensor '{ForeignText.Show(name)}' fail their checksum. The file is damaged: download it again.");

    private void EnsureExpansion()
    {
        var left = FreeBytes + GreatestExpansion * file.Length;
        foreach (var (info, view, _) in Tensors.Select(tensor => places[tensor.Name]))
        {
            // What is read from the file for a tensor is larger than the tensor where strides pass over elements.
            var elements = Math.Max(info.Elements, TensorLayout.Extent(view));
            if (elements > left / ElementTypes.Size(info.Dtype))
            {
                throw file.Error($"the file has {file.Length} bytes, but its tensors up to '{info}' would take more than " +
                    $"{GreatestExpansion} times as many: they use the same stored elements again and again. Save copies of " +
                    "the tensors that are needed (tensor.clone()), or leave out those that are expanded.");
            }
            left -= elements * ElementTypes.Size(info.Dtype);
        }
    }
}
