using System.Globalization;

namespace SoftCfg.Hosting.Orders;

/// <summary>The size of an image in words: <c>768x512</c>.</summary>
internal static class ImageSize
{
    // Nobody means more; products of two of them do not overflow.
    private const int MostPixels = 1 << 20;

    /// <summary>Width and height; null where the model decides.</summary>
    /// <exception cref="OrderException">It is no size.</exception>
    public static (int Width, int Height)? Parse(string? text)
    {
        if (text is null or "" or "auto")
            return null;
        var sides = text.Split('x');
        return sides.Length == 2 && Side(sides[0]) is { } width && Side(sides[1]) is { } height
            ? (width, height)
            : throw new OrderException("size", "size must be WIDTHxHEIGHT in pixels, such as 768x512, or auto.");
    }

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= MostPixels ? side : null;
}
