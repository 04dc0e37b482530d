namespace SoftCfg.Families;

/// <summary>Where an image's tokens stand: some in front that tell nothing of a place, then a grid row by row.</summary>
/// <param name="Prefix">Tokens in front of the grid.</param>
/// <param name="Width">Columns of the grid.</param>
/// <param name="Height">Its rows.</param>
internal sealed record TokenLayout(int Prefix, int Width, int Height)
{
    /// <summary>Tokens from the beginning of a row to that of the next. Default: as many as columns.</summary>
    public int RowLength { get; init; } = Width;

    /// <summary>
    /// The square grid that so many tokens make, with the prefix of a family where they make none without; null if they
    /// make none at all.
    /// </summary>
    public static TokenLayout? Of(int tokens)
    {
        foreach (var prefix in TokenizerFamily.All.Select(family => family.PrefixTokens).Distinct().Order())
        {
            var side = (int)Math.Round(Math.Sqrt(Math.Max(0, tokens - prefix)));
            if (side > 0 && side * side == tokens - prefix)
                return new(prefix, side, side);
        }
        return null;
    }
}
