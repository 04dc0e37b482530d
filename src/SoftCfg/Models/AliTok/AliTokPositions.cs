using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Models.AliTok;

/// <summary>
/// The rotation of every sequence position (modeling/ar.py of AliTok): none for the condition, one-dimensional for the
/// prefix tokens, two-dimensional for the grid. It depends on the head size alone.
/// </summary>
internal static class AliTokPositions
{
    /// <summary>Image tokens in front of the grid.</summary>
    internal const int PrefixTokens = 17;

    /// <summary>Width and height of the token grid.</summary>
    internal const int GridSize = 16;

    /// <summary>Image tokens of a whole image.</summary>
    internal const int TokenCount = PrefixTokens + GridSize * GridSize;

    private const double Base = 10000;

    /// <summary>Computes the table of the condition and all image tokens.</summary>
    internal static RotaryTable Table(int headSize, Device device)
    {
        var pairs = headSize / 2;
        var (cosines, sines) = (new float[1 + TokenCount, pairs], new float[1 + TokenCount, pairs]);
        // Row 0, the condition, stays zero: its rotated query and key vanish, so every query scores 0 against it.
        for (var token = 0; token < TokenCount; token++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var angle = token < PrefixTokens ? PrefixAngle(token, pair, pairs) : GridAngle(token - PrefixTokens, pair, pairs);
                (cosines[1 + token, pair], sines[1 + token, pair]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
            }
        }
        return new RotaryTable(cosines, sines, device);
    }

    private static double PrefixAngle(int token, int pair, int pairs) => token * Math.Pow(Base, -(double)pair / pairs);

    /// <summary>The first half of the pairs turns with the row, the second with the column; both count on from the prefix.</summary>
    private static double GridAngle(int place, int pair, int pairs)
    {
        var half = pairs / 2;
        var coordinate = pair < half ? place / GridSize : place % GridSize;
        return (PrefixTokens + coordinate) * Math.Pow(Base, -(double)(pair % half) / half);
    }
}
