namespace SoftCfg.Text;

/// <summary>A part of a text that is encoded as one: byte pairs may join across parts, added tokens may not.</summary>
/// <param name="Text">The part.</param>
/// <param name="AllowSpecialTokens">Whether text of an added token is that token here.</param>
internal readonly record struct TextPart(string Text, bool AllowSpecialTokens);
