namespace SoftCfg.Text.AddedTokens;

/// <summary>Where an added token stands in a text, with the white space that it takes.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character behind it.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct AddedTokenMatch(int Start, int End, int Id);
