namespace SoftCfg.Plots;

/// <summary>
/// The colour map viridis (S. van der Walt and N. Smith, CC0): equal steps of the value look equal, also in grey and to
/// colour-blind eyes.
/// </summary>
internal static class Viridis
{
    /// <summary>Every 17th of the 256 published colours; straight lines between them stay within 7/255 of it.</summary>
    private static readonly uint[] Knots =
    [
        0x440154, 0x481A6C, 0x472F7D, 0x414487, 0x39568C, 0x31688E, 0x2A788E, 0x23888E,
        0x1F988B, 0x22A884, 0x35B779, 0x54C568, 0x7AD151, 0xA5DB36, 0xD2E21B, 0xFDE725,
    ];

    /// <summary>The colour of a value.</summary>
    /// <param name="value">From 0 (dark violet) to 1 (yellow); clamped.</param>
    public static (byte Red, byte Green, byte Blue) At(double value)
    {
        var position = Math.Clamp(value, 0, 1) * (Knots.Length - 1);
        var index = Math.Min((int)position, Knots.Length - 2);
        var (low, high, weight) = (Knots[index], Knots[index + 1], position - index);
        byte Channel(int shift) => (byte)Math.Round(double.Lerp((byte)(low >> shift), (byte)(high >> shift), weight));
        return (Channel(16), Channel(8), Channel(0));
    }
}
