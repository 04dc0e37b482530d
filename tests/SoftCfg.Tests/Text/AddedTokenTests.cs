namespace SoftCfg.Tests.Text;

/// <summary>Where added tokens are found; expected ids are those of Hugging Face's tokenizers.</summary>
public class AddedTokenTests
{
    private const int A = 'a', B = 'b', Space = ' ';

    [Fact]
    public void At_a_place_the_longest_token_is_found()
    {
        var tokenizer = TokenizerFiles.Tiny().Add(300, "<x>").Add(301, "<x><y>").Add(302, "<y>").Load();
        Assert.Equal([301, 302, 300, A], Encode(tokenizer, "<x><y><y><x>a"));
    }

    [Fact]
    public void The_leftmost_token_is_found_though_a_longer_one_begins_inside()
    {
        var tokenizer = TokenizerFiles.Tiny().Add(300, "ab").Add(301, "bbbb").Load();
        Assert.Equal([300, B, B, B], Encode(tokenizer, "abbbb"));
    }

    [Fact]
    public void A_token_may_take_the_white_space_around_it()
    {
        var tokenizer = TokenizerFiles.Tiny().Add(300, "<l>", "lstrip").Add(301, "<r>", "rstrip").Add(302, "<b>", "lstrip", "rstrip").Load();
        Assert.Equal([A, 300, Space, A], Encode(tokenizer, "a \n<l> a"));
        Assert.Equal([A, Space, 301, A], Encode(tokenizer, "a <r>\u3000 a"));
        Assert.Equal([A, 302, 302, A], Encode(tokenizer, "a <b> <b> a"));
    }

    [Fact]
    public void A_token_may_count_only_as_a_word_of_its_own()
    {
        var tokenizer = TokenizerFiles.Tiny().Add(300, "ab", "single_word").Load();
        Assert.Equal([300, Space, 300], Encode(tokenizer, "ab ab"));
        Assert.Equal([A, B, A, B], Encode(tokenizer, "abab"));
        Assert.Equal([A, B, B, Space, 300], Encode(tokenizer, "abb ab"));
    }

    [Theory]
    [InlineData("_", false)]
    [InlineData("é", false)]
    [InlineData("\u0301", false)]
    [InlineData("7", false)]
    [InlineData("Ⅷ", false)]
    [InlineData("𝕄", false)]
    [InlineData("Ⓐ", false)]
    [InlineData("\u200D", false)]
    [InlineData("-", true)]
    [InlineData("½", true)]
    [InlineData("🦊", true)]
    [InlineData("\u3000", true)]
    public void What_belongs_to_a_word_is_Unicode_s(string neighbour, bool found)
    {
        var tokenizer = TokenizerFiles.Tiny().Add(300, "ab", "single_word").Load();
        Assert.Equal(found, Encode(tokenizer, $"ab{neighbour}").Contains(300));
        Assert.Equal(found, Encode(tokenizer, $"{neighbour}ab").Contains(300));
    }

    [Fact]
    public void A_normalized_token_is_found_in_the_normalized_text()
    {
        var json = TokenizerFiles.Tiny().Add(300, "e\u0301x", "normalized").Add(301, "e\u0301y");
        json["normalizer"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "NFC" };
        var tokenizer = json.Load();
        Assert.Equal([300], Encode(tokenizer, "e\u0301x"));
        Assert.Equal([300], Encode(tokenizer, "\u00E9x"));
        Assert.Equal([301], Encode(tokenizer, "e\u0301y"));
        Assert.NotEqual([301], Encode(tokenizer, "\u00E9y"));
    }

    [Fact]
    public void An_added_token_decodes_to_its_text_whatever_its_characters()
    {
        // Each of its characters stands for a byte in a vocabulary, but it is no token of bytes.
        var tokenizer = TokenizerFiles.Tiny().Add(300, "<café Ġ>").Load();
        Assert.Equal("a<café Ġ>a", tokenizer.Decode([A, 300, A]));
    }

    [Fact]
    public void A_token_may_be_in_the_vocabulary_as_well()
    {
        var tokenizer = TokenizerFiles.Tiny("< x").Add(256, "<x").Load();
        Assert.Equal(257, tokenizer.Count);
        Assert.Equal([256], Encode(tokenizer, "<x"));
    }

    [Fact]
    public void An_empty_added_token_is_found_nowhere() =>
        Assert.Equal([A], Encode(TokenizerFiles.Tiny().Add(300, "").Load(), "a"));

    private static int[] Encode(SoftCfg.Text.TextTokenizer tokenizer, string text) => tokenizer.Encode(text, allowSpecialTokens: true);
}
