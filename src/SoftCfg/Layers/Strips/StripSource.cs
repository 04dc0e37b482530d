using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>A picture, or a layer's output, whose rows are there or are computed when somebody asks: from top to bottom.</summary>
/// <param name="channels">Its channels.</param>
/// <param name="height">Its rows.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="plan">How it is cut.</param>
internal abstract class StripSource(long channels, int height, int width, StripPlan plan) : IDisposable
{
    /// <summary>Channels.</summary>
    public long Channels => channels;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Pixels of a row.</summary>
    public int Width => width;

    /// <summary>How it is cut.</summary>
    public StripPlan Plan => plan;

    /// <summary>Rows that are best asked for at a time.</summary>
    public virtual int StripRows => plan.StripRows(RowBytes, height);

    /// <summary>Bytes of one picture.</summary>
    public long Bytes => RowBytes * height;

    /// <summary>Bytes of a row of one picture.</summary>
    protected long RowBytes => sizeof(float) * channels * width;

    /// <summary>Some rows.</summary>
    /// <param name="first">The first.</param>
    /// <param name="end">The one behind the last.</param>
    /// <returns>[B, channels, end - first, width], not to be changed, in the caller's dispose scope.</returns>
    public abstract Tensor Read(int first, int end);

    /// <summary>Rows above will not be asked for again: what holds them may go.</summary>
    /// <param name="rows">How many.</param>
    public virtual void Forget(int rows)
    {
    }

    /// <summary>Strip by strip, from top to bottom.</summary>
    public IEnumerable<(int First, int End)> Strips()
    {
        var (rows, chunkRows) = (StripRows, plan.ChunkRows(RowBytes, height));
        for (int first = 0, freed = 0; first < Height; first += rows)
        {
            plan.Cancellation.ThrowIfCancellationRequested();
            yield return (first, Math.Min(Height, first + rows));
            // Strips are of many sizes: what they leave between each other would add up to a fifth of a gigabyte.
            if (rows < Height && first + rows - freed >= chunkRows)
            {
                FreedMemory.GiveBack();
                freed = first + rows;
            }
        }
    }

    /// <summary>Frees what is its own.</summary>
    public virtual void Dispose()
    {
    }
}
