using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>A picture that is there, in chunks of rows that can be freed from the top.</summary>
internal sealed class StoredStrips : StripSource
{
    private readonly int chunkRows;
    private readonly Tensor?[] chunks;

    private StoredStrips(long channels, int height, int width, StripPlan plan) : base(channels, height, width, plan)
    {
        chunkRows = plan.ChunkRows(RowBytes, height);
        chunks = new Tensor?[(height + chunkRows - 1) / chunkRows];
    }

    /// <summary>Computes all rows of another and keeps them.</summary>
    /// <param name="source">The other; its rows are forgotten on the way.</param>
    public static StoredStrips Of(StripSource source)
    {
        var stored = new StoredStrips(source.Channels, source.Height, source.Width, source.Plan);
        stored.Fill(source, forgets: true);
        return stored;
    }

    /// <summary>Keeps a tensor.</summary>
    /// <param name="pixels">[B, channels, height, width]; owned from here on.</param>
    /// <param name="plan">How it and what follows from it is cut.</param>
    public static StoredStrips Of(Tensor pixels, StripPlan plan)
    {
        var stored = new StoredStrips(pixels.shape[1], (int)pixels.shape[2], (int)pixels.shape[3], plan);
        using var scope = NewDisposeScope();
        stored.Write(0, pixels.alias());
        pixels.Dispose();
        return stored;
    }

    /// <summary>
    /// Puts rows that are computed from it in its own place, from top to bottom. Whatever computes them keeps what it still needs of
    /// rows that it has asked for: see <see cref="SlidingStrips"/>.
    /// </summary>
    /// <param name="source">Of the same size.</param>
    /// <returns>This.</returns>
    public StoredStrips Overwrite(StripSource source)
    {
        Fill(source, forgets: false);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor Read(int first, int end)
    {
        using var scope = NewDisposeScope();
        var pieces = new List<Tensor>();
        for (var row = first; row < end;)
        {
            var (chunk, offset) = Math.DivRem(row, chunkRows);
            var count = Math.Min(end - row, Math.Min(chunkRows, Height - chunk * chunkRows) - offset);
            var rows = chunks[chunk] ?? throw new InvalidOperationException($"Row {row} has been freed.");
            pieces.Add(rows.narrow(2, offset, count));
            row += count;
        }
        return (pieces is [var only] ? only : cat(pieces, 2)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void Forget(int rows)
    {
        for (var chunk = 0; chunk < rows / chunkRows; chunk++)
            Free(chunk);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        for (var chunk = 0; chunk < chunks.Length; chunk++)
            Free(chunk);
        base.Dispose();
    }

    private void Fill(StripSource source, bool forgets)
    {
        foreach (var (first, end) in source.Strips())
        {
            using var scope = NewDisposeScope();
            Write(first, source.Read(first, end));
            if (forgets)
                source.Forget(end);
        }
    }

    private void Write(int first, Tensor rows)
    {
        for (var written = 0; written < rows.shape[2];)
        {
            var (chunk, offset) = Math.DivRem(first + written, chunkRows);
            var height = Math.Min(chunkRows, Height - chunk * chunkRows);
            var count = Math.Min((int)rows.shape[2] - written, height - offset);
            if (count == height && count == rows.shape[2])
            {
                Free(chunk);
                chunks[chunk] = Plan.Keep(rows.alias());
            }
            else
            {
                chunks[chunk] ??= Room(rows, height);
                chunks[chunk]!.narrow(2, offset, count).copy_(rows.narrow(2, written, count));
            }
            written += count;
        }
    }

    /// <summary>Channels side by side, as strips have them.</summary>
    private Tensor Room(Tensor rows, int height) =>
        Plan.Keep(empty([rows.shape[0], height, Width, Channels], rows.dtype, rows.device).permute(0, 3, 1, 2));

    private void Free(int chunk)
    {
        chunks[chunk]?.Dispose();
        chunks[chunk] = null;
    }
}
