using System.Collections.ObjectModel;
using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>Tensors of a file written by <c>torch.save</c>, whatever its layout.</summary>
internal sealed class TorchCheckpoint : ICheckpoint
{
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
        Tensors = tensors.Select(t => new TensorInfo(t.Name, t.View.Storage.Type, t.View.Shape)).ToList();
        places = tensors.Zip(Tensors).ToDictionary(t => t.Second.Name,
            t => (t.Second, t.First.View, find(t.First.View.Storage)), StringComparer.Ordinal);
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
        var (info, view, storage) = place;
        using var scope = NewDisposeScope();
        var first = view.Offset + (view.Storage.Window?.Offset ?? 0);
        var extent = info with { Shape = [TensorLayout.Extent(view)] };
        var elements = TensorBytes.Read(file, storage.Offset + first * ElementTypes.Size(info.DType), extent);
        if (extent.Bytes == storage.Bytes && storage.Checksum is { } checksum)
            Verify(info, elements, checksum);
        var shaped = TensorLayout.IsContiguous(view)
            ? elements.view(view.Shape)
            : elements.as_strided(view.Shape, view.Strides).contiguous();
        return shaped.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>
    /// Weights that changed on the way would only show as poor images. Parts of a storage have no checksum.
    /// </summary>
    private void Verify(TensorInfo info, Tensor elements, uint expected)
    {
        uint checksum = 0;
        TensorBytes.ForEachPiece(elements, (piece, _) => checksum = Crc32.Append(checksum, piece));
        if (checksum != expected)
        {
            throw file.Error($"the elements of tensor '{info.Name}' fail their checksum. The file is damaged: " +
                "download it again, or save it anew if checksums were switched off.");
        }
    }
}
