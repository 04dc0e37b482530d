using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>Moves elements between files and tensors, a piece at a time: a span holds at most 2 GiB.</summary>
internal static class TensorBytes
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Called with each piece of a tensor's memory in order.</summary>
    /// <param name="piece">The bytes themselves, not a copy.</param>
    /// <param name="offset">Bytes in front of them.</param>
    internal delegate void PieceAction(Span<byte> piece, long offset);

    /// <summary>Reads contiguous elements.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the first element is.</param>
    /// <param name="info">Type and shape; the caller has checked that the file holds that many bytes.</param>
    /// <returns>A contiguous CPU tensor.</returns>
    internal static Tensor Read(CheckpointFile file, long offset, TensorInfo info)
    {
        file.EnsureWithin(offset, info.Bytes, $"tensor '{info.Name}'");
        using var scope = NewDisposeScope();
        var tensor = empty(info.Shape, info.DType, CPU);
        ForEachPiece(tensor, (piece, done) => file.Read(offset + done, piece, $"tensor '{info.Name}'"));
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Visits the memory of a contiguous CPU tensor.</summary>
    internal static void ForEachPiece(Tensor tensor, PieceAction action)
    {
        using var scope = NewDisposeScope();
        var size = ElementTypes.Size(tensor.dtype);
        var flat = tensor.detach().view(-1);
        var total = flat.NumberOfElements;
        for (long first = 0; first < total; first += PieceBytes / size)
        {
            using var piece = flat.narrow(0, first, Math.Min(PieceBytes / size, total - first));
            action(piece.bytes, first * size);
        }
    }
}
