using SoftCfg.Decoding;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Sessions;

/// <summary>How the tokens of an image become its picture.</summary>
internal abstract class Canvas
{
    private const byte Grey = 128;

    /// <summary>The generator whose image it is.</summary>
    public required object Owner { get; init; }

    /// <summary>Held while it is drawn: image tokenizers are not made for more than one image of a generator at a time.</summary>
    public required Lock Drawing { get; init; }

    /// <summary>Tokens of the image, N.</summary>
    public abstract int Steps { get; }

    /// <summary>Where they stand; null where they make no grid.</summary>
    public abstract TokenGrid? Grid { get; }

    public abstract int Width { get; }

    public abstract int Height { get; }

    /// <summary>The codes among the first tokens.</summary>
    public abstract IReadOnlyList<long> CodesOf(IReadOnlyList<long> tokens);

    /// <summary>Draws what there is of an image; the rest is grey.</summary>
    /// <param name="tokens">Its first tokens.</param>
    /// <param name="threads">Threads that compute, at most; as many as there are where null.</param>
    /// <param name="cancellationToken">Checked now and then by a canvas whose pictures may be large.</param>
    public RgbImage Draw(IReadOnlyList<long> tokens, int? threads = null, CancellationToken cancellationToken = default)
    {
        using var share = KernelThreads.AtMost(threads);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        lock (Drawing)
            return tokens.Count == Steps ? DrawWhole(tokens, cancellationToken) : DrawPart(tokens, cancellationToken);
    }

    protected abstract RgbImage DrawWhole(IReadOnlyList<long> tokens, CancellationToken cancellationToken);

    protected abstract RgbImage DrawPart(IReadOnlyList<long> tokens, CancellationToken cancellationToken);

    /// <summary>A grey picture with some cells of another one; cells may differ by a pixel where it is no multiple of the grid.</summary>
    /// <param name="picture">As wide as this one, perhaps less high.</param>
    /// <param name="grid">Where the cells are in this one.</param>
    /// <param name="cells">Which to show.</param>
    protected RgbImage OnGrey(RgbImage picture, TokenGrid grid, IEnumerable<int> cells)
    {
        var pixels = new byte[3L * Width * Height];
        Array.Fill(pixels, Grey);
        foreach (var cell in cells)
        {
            var (row, column) = Math.DivRem(cell, grid.Columns);
            var (left, right) = (column * Width / grid.Columns, (column + 1) * Width / grid.Columns);
            for (var y = row * Height / grid.Rows; y < (row + 1) * Height / grid.Rows; y++)
                Array.Copy(picture.Pixels, 3 * (y * Width + left), pixels, 3 * (y * Width + left), 3 * (right - left));
        }
        return new RgbImage(Width, Height, pixels);
    }
}
