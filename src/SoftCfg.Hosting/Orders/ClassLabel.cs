using System.Globalization;

namespace SoftCfg.Hosting.Orders;

/// <summary>The label of a class that has no name.</summary>
internal static class ClassLabel
{
    public static int Parse(string text, string model, int classes) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label < classes
            ? label
            : throw new OrderException("prompt", $"The prompt is no class of {model}; its classes have no names, but labels from 0 to {classes - 1}.");
}
