namespace SoftCfg.Text.Normalization;

/// <summary>The syllables of Hangul, which are computed from their letters (Unicode standard, section 3.12).</summary>
internal static class HangulSyllables
{
    private const int FirstSyllable = 0xAC00, FirstLeading = 0x1100, FirstVowel = 0x1161, BeforeTrailing = 0x11A7;
    private const int Leadings = 19, Vowels = 21, Trailings = 28, Syllables = Leadings * Vowels * Trailings;

    /// <summary>The letters of a syllable; false for anything else.</summary>
    internal static bool TryDecompose(int character, List<int> letters)
    {
        var index = character - FirstSyllable;
        if (index is < 0 or >= Syllables)
            return false;
        letters.Add(FirstLeading + (index / (Vowels * Trailings)));
        letters.Add(FirstVowel + (index / Trailings % Vowels));
        if (index % Trailings > 0)
            letters.Add(BeforeTrailing + (index % Trailings));
        return true;
    }

    /// <summary>The syllable of two letters, or of a syllable without a trailing letter and one; false for anything else.</summary>
    internal static bool TryCompose(int first, int second, out int composed)
    {
        var (leading, vowel, syllable, trailing) =
            (first - FirstLeading, second - FirstVowel, first - FirstSyllable, second - BeforeTrailing);
        composed = 0;
        if (leading is >= 0 and < Leadings && vowel is >= 0 and < Vowels)
            composed = FirstSyllable + (((leading * Vowels) + vowel) * Trailings);
        else if (syllable is >= 0 and < Syllables && syllable % Trailings == 0 && trailing is > 0 and < Trailings)
            composed = first + trailing;
        return composed != 0;
    }
}
