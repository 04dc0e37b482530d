using CsCheck;
using SoftCfg.Text.Normalization;

namespace SoftCfg.Tests.Text.Normalization;

/// <summary>The table was compared with ICU when it was made; these are the rules around it.</summary>
public class CanonicalCompositionTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("caf\u00E9", "caf\u00E9")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("e\u0301\u0301", "\u00E9\u0301")]
    // Marks of lower class come first, and a mark of the same class blocks.
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("a\u0315\u0300\u05AE\u0301b", "\u00E0\u05AE\u0301\u0315b")]
    // Composed twice, from what composes once.
    [InlineData("\u00C2\u0301", "\u1EA4")]
    // Characters that only ever come apart.
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    // Starters that compose with starters, and do not across a mark.
    [InlineData("\u0B47\u0B3E", "\u0B4B")]
    [InlineData("\u0B47\u0300\u0B3E", "\u0B47\u0300\u0B3E")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    // Hangul is computed.
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\uD558\u11AB", "\uD55C")]
    [InlineData("\uD55C\u11AB", "\uD55C\u11AB")]
    [InlineData("\u1112\u0300\u1161", "\u1112\u0300\u1161")]
    [InlineData("\u1161\u11AB", "\u1161\u11AB")]
    [InlineData("\uD558\u11A7", "\uD558\u11A7")]
    [InlineData("\uFB01", "\uFB01")]
    [InlineData("\u0301", "\u0301")]
    [InlineData("\u0301\u0323e", "\u0323\u0301e")]
    public void Composes_as_Unicode_says(string text, string composed)
    {
        Assert.Equal(composed, CanonicalComposition.Compose(text));
        Assert.Equal(composed, CanonicalComposition.Compose(composed));
    }

    [Fact]
    public void Composing_twice_changes_nothing() =>
        Gen.Char.Where(character => !char.IsSurrogate(character)).Array[0, 20].Select(units => new string(units)).Sample(text =>
            CanonicalComposition.Compose(CanonicalComposition.Compose(text)) == CanonicalComposition.Compose(text));

    [Fact]
    public void A_text_below_the_first_mark_is_the_same_object()
    {
        var text = new string("Ünïcödé ñ".ToCharArray());
        Assert.Same(text, CanonicalComposition.Compose(text));
    }
}
