using System.Buffers;
using System.Globalization;
using System.Text;

namespace SoftCfg.Text.AddedTokens;

/// <summary>What words consist of, as the reference has it: <c>\w</c> of Unicode Technical Standard 18.</summary>
internal static class WordCharacters
{
    /// <summary>Whether a text begins with such a character.</summary>
    internal static bool Begin(ReadOnlySpan<char> text) => Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    /// <summary>Whether a text ends with one.</summary>
    internal static bool End(ReadOnlySpan<char> text) => Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && Is(rune);

    private static bool Is(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
        // Letters in circles and squares, and the marks that join or part letters.
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or
            (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => false,
    };
}
