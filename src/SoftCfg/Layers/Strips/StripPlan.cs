using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>
/// How pictures are cut into strips of rows. What a network computes on its way from a grid of codes to a megapixel is a gigabyte a
/// layer: of a layer, only some rows are there at a time, or all of them but of one layer only.
/// </summary>
/// <param name="WholeBytes">Up to so many bytes a layer is computed at once, and kept where it is needed again.</param>
/// <param name="StoredBytes">Up to so many bytes a layer is stored that would otherwise be computed whenever it is needed.</param>
/// <param name="StripBytes">About so many bytes a strip of a larger layer has.</param>
/// <param name="ChunkBytes">At least so many bytes are taken, and given back, at a time where a layer is stored.</param>
internal sealed record StripPlan(long WholeBytes, long StoredBytes, long StripBytes, long ChunkBytes)
{
    /// <summary>No strips: the way of libtorch, on any device.</summary>
    public static StripPlan Whole { get; } = new(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);

    /// <summary>
    /// Of 512 channels, a picture of 256 pixels is computed at once, and one of 512 pixels stored. The C library gives memory back to the system at once
    /// where it was taken in pieces of more than 32 MiB.
    /// </summary>
    public static StripPlan Usual { get; } = new(160L << 20, 512L << 20, 4L << 20, 34L << 20);

    /// <summary>Checked before every strip.</summary>
    /// <value>Default: never cancelled.</value>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Frees, when it is disposed, what is stored of pictures that nobody has finished.</summary>
    /// <value>Default null: what is stored is freed by its owner only.</value>
    public DisposeScope? Scope { get; init; }

    /// <summary>Keeps a tensor beyond the dispose scope that it was made in.</summary>
    public Tensor Keep(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        Scope?.Attach(tensor);
        return tensor;
    }

    /// <summary>Rows of a strip; an even number unless it is all of them.</summary>
    public int StripRows(long rowBytes, int height) =>
        height <= WholeBytes / rowBytes ? height : (int)Math.Min(height, Math.Max(1, StripBytes / rowBytes / 2) * 2);

    /// <summary>Rows that are stored together: several strips, or all.</summary>
    public int ChunkRows(long rowBytes, int height)
    {
        var strip = StripRows(rowBytes, height);
        return strip == height ? height : (int)Math.Min(height, (ChunkBytes / rowBytes / strip + 1) * strip);
    }
}
