using SoftCfg.Checkpoints;
using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Npz;

/// <summary>
/// One array of an archive, read from front to back. Its shape has been compared with the member's size, so that no size
/// is believed that the file does not pay for.
/// </summary>
internal sealed class NpzArray : IDisposable
{
    /// <summary>The most bytes that are held at once: statistics, or images in Fortran order.</summary>
    private const long MaximumWholeBytes = 4L << 30;

    /// <summary>What may be held of a file of any size, and how many times its size; deflated zeros make a thousand times.</summary>
    private const long WholeBytesOfAnyFile = 64 << 20, WholeBytesPerByte = 64;

    private readonly NpzFile file;
    private readonly string key;
    private readonly ZipContent content;

    /// <summary>Reads and checks the header; takes ownership of the content.</summary>
    internal NpzArray(NpzFile file, string key, ZipContent content, ScalarType[] types)
    {
        (this.file, this.key, this.content) = (file, key, content);
        var header = NpyHeader.Read(content, Error);
        if (NpyElementType.Find(header.Descr) is not { } type || !types.Contains(type))
        {
            var expected = string.Join(" or ", types.Select(wanted => $"'{NpyElementType.Name(wanted)}'"));
            throw Error($"has elements of type '{ForeignText.Show(header.Descr)}'; expected {expected}. Convert it with numpy's astype.");
        }
        (Shape, FortranOrder, Type) = (header.Shape, header.FortranOrder, type);
        if (SizeOf(header.Shape, type) is not { } bytes || bytes != content.Remaining)
        {
            throw Error($"has shape [{string.Join(", ", Shape)}] of '{header.Descr}', which its {content.Remaining} bytes " +
                "of data do not match. The file is damaged.");
        }
    }

    /// <summary>Its dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>Its element type.</summary>
    public ScalarType Type { get; }

    /// <summary>Whether the first dimension varies fastest.</summary>
    public bool FortranOrder { get; }

    /// <summary>What is wrong with this array; the message names the file and the key.</summary>
    public NpzException Error(string problem) => file.Error($"the array '{key}' {problem}");

    /// <summary>Fills a contiguous CPU tensor with the elements that come next in the file.</summary>
    public void Read(Tensor destination) => TensorBytes.ForEachPiece(destination, (piece, _) => content.Read(piece));

    /// <summary>Checks, behind the last element, the array's checksum.</summary>
    /// <exception cref="NpzException">It is wrong: elements were damaged.</exception>
    public void Finish() => content.Finish();

    /// <summary>Reads all of it, in either order.</summary>
    /// <returns>A CPU tensor of <see cref="Shape"/>; not contiguous if it was in Fortran order.</returns>
    /// <exception cref="NpzException">It is damaged or too large to be held at once.</exception>
    public Tensor ReadWhole()
    {
        if (content.Remaining > MaximumWholeBytes)
        {
            throw Error($"has {content.Remaining} bytes; at most {MaximumWholeBytes} can be held at once" +
                (FortranOrder ? ". Only arrays in C order are read piece by piece: write it anew through " +
                "numpy.ascontiguousarray." : "."));
        }
        if (content.Remaining > Math.Max(WholeBytesOfAnyFile, WholeBytesPerByte * file.Length))
        {
            throw Error($"claims {content.Remaining} bytes in a file of {file.Length}. It is damaged, or made to exhaust memory.");
        }
        using var scope = NewDisposeScope();
        // Fortran order of a shape is C order of the shape read backwards.
        var whole = empty(FortranOrder ? [.. Shape.Reverse()] : Shape, Type, CPU);
        Read(whole);
        Finish();
        var axes = Enumerable.Range(0, Shape.Length).Select(axis => (long)axis).Reverse().ToArray();
        return (FortranOrder ? whole.permute(axes) : whole).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();

    /// <summary>Bytes of the elements; null if they do not fit 64 bits.</summary>
    private static long? SizeOf(long[] shape, ScalarType type)
    {
        try
        {
            return checked(TensorInfo.CountElements(shape) * ElementTypes.Size(type));
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
