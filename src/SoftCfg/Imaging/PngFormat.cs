using System.Text;

namespace SoftCfg.Imaging;

/// <summary>What the writer and the reader of PNG files agree on.</summary>
internal static class PngFormat
{
    public const int MaximumKeywordLength = 79;

    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a tEXt chunk can hold a text: printable Latin-1 and line feeds. Anything else needs iTXt.</summary>
    public static bool IsPlainText(string text) => text.All(c => c == '\n' || IsPrintableLatin1(c));

    /// <summary>Throws unless a keyword follows PNG's rules.</summary>
    public static void ValidateKeyword(string keyword)
    {
        if (keyword.Length is 0 or > MaximumKeywordLength || !keyword.All(IsPrintableLatin1) || keyword.Contains('\u00A0')
            || keyword.StartsWith(' ') || keyword.EndsWith(' ') || keyword.Contains("  ", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{keyword}' cannot be a PNG keyword: it must be 1 to {MaximumKeywordLength} printable Latin-1 " +
                "characters with single spaces inside only.", nameof(keyword));
        }
    }

    private static bool IsPrintableLatin1(char c) => c is (>= ' ' and <= '~') or (>= '\u00A0' and <= '\u00FF');
}
