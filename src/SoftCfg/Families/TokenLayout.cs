using SoftCfg.Decoding;

namespace SoftCfg.Families;

/// <summary>The grids that tokens of known families make.</summary>
internal static class TokenLayout
{
    /// <summary>
    /// The square grid that so many tokens make, with the prefix of a family where they make none without; null if they
    /// make none at all.
    /// </summary>
    public static TokenGrid? Of(int tokens)
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
