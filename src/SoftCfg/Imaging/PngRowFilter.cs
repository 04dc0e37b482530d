namespace SoftCfg.Imaging;

/// <summary>
/// Predicts the bytes of a row from their neighbours, with whichever of PNG's five filters leaves the smallest
/// differences (PNG specification, section 12.7).
/// </summary>
internal sealed class PngRowFilter
{
    private const int BytesPerPixel = 3;

    private readonly byte[] above;
    private readonly byte[][] candidates;

    /// <param name="stride">Bytes per row.</param>
    public PngRowFilter(int stride)
    {
        above = new byte[stride];
        candidates = new byte[5][];
        for (var type = 0; type < candidates.Length; type++)
        {
            candidates[type] = new byte[1 + stride];
            candidates[type][0] = (byte)type;
        }
    }

    /// <summary>Filters the row below the one of the last call.</summary>
    /// <returns>The filter's number and the differences; valid until the next call.</returns>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < BytesPerPixel ? 0 : row[i - BytesPerPixel];
            var upperLeft = i < BytesPerPixel ? 0 : above[i - BytesPerPixel];
            candidates[0][1 + i] = row[i];
            candidates[1][1 + i] = (byte)(row[i] - left);
            candidates[2][1 + i] = (byte)(row[i] - above[i]);
            candidates[3][1 + i] = (byte)(row[i] - (left + above[i]) / 2);
            candidates[4][1 + i] = (byte)(row[i] - Paeth(left, above[i], upperLeft));
        }
        row.CopyTo(above);
        return candidates.MinBy(SumOfMagnitudes);
    }

    /// <summary>Differences are signed: 255 is -1.</summary>
    private static long SumOfMagnitudes(byte[] candidate)
    {
        var sum = 0L;
        foreach (var difference in candidate.AsSpan(1))
            sum += Math.Abs((int)(sbyte)difference);
        return sum;
    }

    /// <summary>The neighbour closest to left + above - upper left.</summary>
    private static int Paeth(int left, int above, int upperLeft)
    {
        var (toLeft, toAbove) = (Math.Abs(above - upperLeft), Math.Abs(left - upperLeft));
        var toUpperLeft = Math.Abs(left + above - 2 * upperLeft);
        if (toLeft <= toAbove && toLeft <= toUpperLeft)
            return left;
        return toAbove <= toUpperLeft ? above : upperLeft;
    }
}
