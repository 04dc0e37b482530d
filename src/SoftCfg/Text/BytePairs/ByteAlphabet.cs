namespace SoftCfg.Text.BytePairs;

/// <summary>
/// Bytes as the visible characters that vocabularies of byte-level BPE spell them with: a byte that is a visible character
/// of Latin-1 is itself, the others are the characters from U+0100 on, in order.
/// </summary>
/// <remarks>Source: GPT-2's <c>bytes_to_unicode</c>.</remarks>
internal static class ByteAlphabet
{
    private const int FirstOther = 0x100;

    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes =
        Characters.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    internal static char Of(byte value) => Characters[value];

    /// <summary>The byte that a character stands for, if it stands for one.</summary>
    internal static bool TryGetByte(char character, out byte value) => Bytes.TryGetValue(character, out value);

    /// <summary>Bytes as a vocabulary spells them.</summary>
    internal static string Spell(ReadOnlySpan<byte> bytes)
    {
        var spelled = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            spelled[i] = Of(bytes[i]);
        return new string(spelled);
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var others = 0;
        for (var value = 0; value < characters.Length; value++)
        {
            var visible = value is (> ' ' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = (char)(visible ? value : FirstOther + others++);
        }
        return characters;
    }
}
