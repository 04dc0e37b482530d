using System.Runtime.InteropServices;
using SoftCfg.Files;
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

    /// <summary>Called with each piece of a file in order.</summary>
    internal delegate void StoredAction(ReadOnlySpan<byte> stored);

    /// <summary>Reads contiguous elements.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the first element is.</param>
    /// <param name="name">The tensor's name, for messages.</param>
    /// <param name="type">How an element is stored.</param>
    /// <param name="shape">The dimensions; the file's length is compared with them before memory is taken.</param>
    /// <param name="inspect">Sees the bytes as they are stored; null for none.</param>
    /// <returns>A contiguous CPU tensor.</returns>
    internal static Tensor Read(CheckpointFile file, long offset, string name, ElementType type, long[] shape,
        StoredAction? inspect = null)
    {
        var what = $"tensor '{ForeignText.Show(name)}'";
        file.EnsureWithin(offset, TensorInfo.CountElements(shape) * type.Bytes, what);
        using var scope = NewDisposeScope();
        var tensor = empty(shape, type.ReadAs, CPU);
        if (type.Values is { } values)
            ReadTranslated(file, offset, tensor, what, values, inspect);
        else
        {
            ForEachPiece(tensor, (piece, done) =>
            {
                file.Read(offset + done, piece, what);
                inspect?.Invoke(piece);
            });
        }
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

    /// <summary>Each stored byte becomes the float32 that it stands for.</summary>
    private static void ReadTranslated(CheckpointFile file, long offset, Tensor tensor, string what, float[] values,
        StoredAction? inspect)
    {
        var buffer = new byte[Math.Min(PieceBytes / sizeof(float), tensor.NumberOfElements)];
        ForEachPiece(tensor, (piece, done) =>
        {
            var numbers = MemoryMarshal.Cast<byte, float>(piece);
            var stored = buffer.AsSpan(0, numbers.Length);
            file.Read(offset + done / sizeof(float), stored, what);
            inspect?.Invoke(stored);
            for (var i = 0; i < stored.Length; i++)
                numbers[i] = values[stored[i]];
        });
    }
}
