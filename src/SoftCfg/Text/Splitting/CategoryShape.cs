using System.Globalization;
using System.Text;

namespace SoftCfg.Text.Splitting;

/// <summary>
/// A text with one UTF-16 unit a character, for regular expressions: .NET matches them unit by unit, so that a letter
/// beyond U+FFFF is no <c>\p{L}</c> but two surrogates. Such a character is replaced by another of its category.
/// </summary>
internal sealed class CategoryShape
{
    // One caseless character of each category, far from any that a pattern would name.
    private static readonly Dictionary<UnicodeCategory, char> Substitutes = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\u03D2',
        [UnicodeCategory.LowercaseLetter] = '\u0138',
        [UnicodeCategory.TitlecaseLetter] = '\u1F88',
        [UnicodeCategory.ModifierLetter] = '\u02BB',
        [UnicodeCategory.OtherLetter] = '\u1401',
        [UnicodeCategory.NonSpacingMark] = '\u0CBC',
        [UnicodeCategory.SpacingCombiningMark] = '\u0CBE',
        [UnicodeCategory.EnclosingMark] = '\u0488',
        [UnicodeCategory.DecimalDigitNumber] = '\u0CE6',
        [UnicodeCategory.LetterNumber] = '\u3021',
        [UnicodeCategory.OtherNumber] = '\u0F2A',
        [UnicodeCategory.ConnectorPunctuation] = '\u203F',
        [UnicodeCategory.DashPunctuation] = '\u2012',
        [UnicodeCategory.OpenPunctuation] = '\u0F3A',
        [UnicodeCategory.ClosePunctuation] = '\u0F3B',
        [UnicodeCategory.InitialQuotePunctuation] = '\u2E02',
        [UnicodeCategory.FinalQuotePunctuation] = '\u2E03',
        [UnicodeCategory.OtherPunctuation] = '\u2E0E',
        [UnicodeCategory.MathSymbol] = '\u2A00',
        [UnicodeCategory.CurrencySymbol] = '\u20B0',
        [UnicodeCategory.ModifierSymbol] = '\u02E5',
        [UnicodeCategory.OtherSymbol] = '\u2800',
        [UnicodeCategory.Format] = '\u2061',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\uFFFF',
    };

    private readonly int[]? offsets;

    private CategoryShape(string units, int[]? offsets) => (Units, this.offsets) = (units, offsets);

    /// <summary>The text with one unit a character.</summary>
    internal string Units { get; }

    /// <param name="text">A text without lone surrogates.</param>
    internal static CategoryShape Of(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return new(text, null);
        var units = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length);
        var offset = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(offset);
            offset += rune.Utf16SequenceLength;
            units.Append(rune.IsBmp ? (char)rune.Value : Substitutes[Rune.GetUnicodeCategory(rune)]);
        }
        starts.Add(offset);
        return new(units.ToString(), [.. starts]);
    }

    /// <summary>Where in the text a unit stands.</summary>
    internal int Offset(int unit) => offsets is null ? unit : offsets[unit];
}
