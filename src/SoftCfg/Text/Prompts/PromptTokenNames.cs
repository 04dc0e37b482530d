using System.Globalization;

namespace SoftCfg.Text.Prompts;

/// <summary>What the tokens around texts and images are called in a tokenizer.</summary>
/// <remarks>Source: Lumina-mGPT 2.0, <c>data/item_processor.py</c> and <c>data/convertsation.py</c>.</remarks>
public static class PromptTokenNames
{
    /// <summary>Ends what is said to the model.</summary>
    public const string Separator = "<reserved08706>";

    /// <summary>Begins an image.</summary>
    public const string ImageStart = "<racm3:break>";

    /// <summary>Ends an image.</summary>
    public const string ImageEnd = "<eoss>";

    /// <summary>Ends a row of codes.</summary>
    public const string NewLine = "<reserved08799>";

    /// <summary>The largest size that has a name of its own kind, in grids of 32 pixels.</summary>
    public const int LargestSize = 199;

    private const int SizeZero = 8800;

    /// <summary>An image code.</summary>
    /// <param name="code">The code, from 0 on.</param>
    /// <returns>Such as <c>&lt;MOVQGAN0&gt;</c>.</returns>
    public static string ImageCode(int code) => string.Create(CultureInfo.InvariantCulture, $"<MOVQGAN{code}>");

    /// <summary>A size.</summary>
    /// <param name="grids">The size in grids of 32 pixels, 1 to 199.</param>
    /// <returns>Such as <c>&lt;reserved08824&gt;</c> for 24.</returns>
    public static string Size(int grids) => string.Create(CultureInfo.InvariantCulture, $"<reserved{SizeZero + grids:00000}>");
}
