using System.Text;
using CsCheck;
using SoftCfg.Text;
using SoftCfg.Text.Normalization;

namespace SoftCfg.Tests.Text;

/// <summary>Encoding and decoding with the golden tokenizer, and what the golden texts do not show.</summary>
public class TextTokenizerTests
{
    private static readonly TextTokenizer Golden = TokenizerFiles.Golden;

    private static readonly string[] Pieces =
    [
        "a", "the", " ", "\n", "é", "e\u0301", "한", "\u1100\u1161", "🦊", "𝕄", "1", "<", ">", "<eoss>", "reserved08706", "<|", "'s", "\u0338",
        "\u00A0", "\u3000", ".", "\r\n", "中", "\uD800", "\u0323\u0301",
    ];

    /// <summary>Texts of letters, marks, spaces, emoji and pieces of tokens, which say more than arbitrary characters.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String, Gen.Int[0, Pieces.Length - 1].Array[0, 30].Select(chosen => string.Concat(chosen.Select(i => Pieces[i]))));

    [Fact]
    public void Special_tokens_in_a_text_are_text_unless_they_are_asked_for()
    {
        var asked = Golden.Encode("a<eoss>b", allowSpecialTokens: true);
        var plain = Golden.Encode("a<eoss>b");
        Assert.Equal([.. Golden.Encode("a"), 6260, .. Golden.Encode("b")], asked);
        Assert.DoesNotContain(plain, id => id >= 6256);
        Assert.Equal("a<eoss>b", Golden.Decode(plain));
        Assert.Equal("a<eoss>b", Golden.Decode(asked));
    }

    [Fact]
    public void No_text_makes_a_special_token_unless_they_are_asked_for() =>
        Texts.Sample(text => Golden.Encode(text).All(id => id < 6256));

    [Fact]
    public void Decoding_gives_the_normalized_text_back() => Texts.Sample(text =>
        Golden.Decode(Golden.Encode(text)) == CanonicalComposition.Compose(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Around_a_special_token_texts_are_encoded_by_themselves() => Gen.Select(Texts, Texts).Sample((before, after) =>
        Golden.Encode($"{before}<eoss>{after}", allowSpecialTokens: true).SequenceEqual(
            [.. Golden.Encode(before, true), 6260, .. Golden.Encode(after, true)]));

    [Fact]
    public void A_special_token_is_found_before_the_text_is_normalized() =>
        // '>' and U+0338 compose to U+226F, which would break the token.
        Assert.Equal([6260, .. Golden.Encode("\u0338")], Golden.Encode("<eoss>\u0338", allowSpecialTokens: true));

    [Fact]
    public void Letters_beyond_U_FFFF_are_letters()
    {
        // As in Hugging Face's tokenizers: one piece of letters each, and each digit a piece.
        Assert.Equal([64, 172, 251, 243, 226, 65], Golden.Encode("a\U0001D544b"));
        Assert.Equal(["a\U0001D544b"], Cut("a\U0001D544b"));
        Assert.Equal(["\U0001D7D8", "\U0001D7D9"], Cut("\U0001D7D8\U0001D7D9"));
        Assert.Equal([" \U0001F98A\U0001F43E"], Cut(" \U0001F98A\U0001F43E"));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_counts_as_the_replacement_character()
    {
        Assert.Equal(Golden.Encode("a\uFFFDb"), Golden.Encode("a\uD800b"));
        Assert.Equal(Golden.Encode("\uFFFD"), Golden.Encode("\uDC00"));
        Assert.Equal(Golden.Encode("\uFFFD🦊\uFFFD"), Golden.Encode("\uD83E🦊\uD83E"));
    }

    [Fact]
    public void A_long_s_after_an_apostrophe_is_a_contraction() =>
        // Oniguruma, which cuts in the reference, folds case by Unicode; .NET alone would not.
        Assert.Equal(["it", "'\u017F", "en"], Cut("it'\u017Fen"));

    [Fact]
    public void Bytes_that_are_no_character_decode_to_the_replacement_character()
    {
        var fox = Golden.Encode("🦊");
        Assert.Equal("\uFFFD", Golden.Decode(fox[..^1]));
        Assert.Equal("🦊", Golden.Decode(fox));
    }

    [Theory]
    [InlineData(6273)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void An_id_that_the_tokenizer_lacks_is_refused(int id)
    {
        var error = Assert.Throws<TextTokenizerException>(() => Golden.Decode([64, id]));
        Assert.Equal(Golden.Path, error.Path);
        Assert.Equal($"there is no token with the id {id}; ids go from 0 to 6272. Does the tokenizer belong to the model?", error.Problem);
    }

    [Fact]
    public void Tokens_are_found_by_text_and_by_id()
    {
        Assert.Equal(6273, Golden.Count);
        Assert.Equal(6272, Golden.LargestId);
        Assert.Equal(6261, Golden.FindId("<reserved08706>"));
        Assert.Equal(220, Golden.FindId("Ġ"));
        Assert.Null(Golden.FindId("<reserved99999>"));
        Assert.Equal("<reserved08706>", Golden.ContentOf(6261));
        Assert.Equal(17, Golden.AddedTokens.Count);
        Assert.Equal(new AddedToken(6256, "<|endoftext|>") { IsSpecial = true }, Golden.AddedTokens[0]);
        Assert.Null(Golden.BeginningOfText);
        Assert.Null(Golden.EndOfText);
    }

    /// <summary>A merge that looked at all pairs of the word again would take hours.</summary>
    [Fact]
    public void A_word_of_a_million_letters_is_encoded()
    {
        var ids = Golden.Encode(new string('a', 1_000_000));
        Assert.Equal(500_000, ids.Length);
        Assert.All(ids, id => Assert.Equal(5305, id));
    }

    /// <summary>So would marks that are sorted by exchanging neighbours.</summary>
    [Fact]
    public void A_million_marks_on_one_letter_are_encoded()
    {
        var marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 500_000));
        var decoded = Golden.Decode(Golden.Encode($"q{marks}"));
        Assert.Equal($"q{new string('\u0323', 500_000)}{new string('\u0301', 500_000)}", decoded);
    }

    [Fact]
    public void Encoding_from_several_threads_at_once_gives_the_same_ids()
    {
        var expected = TokenizerFiles.GoldenTexts.Select(text => Golden.Encode(text)).ToList();
        Parallel.For(0, 200, i => Assert.Equal(expected[i % expected.Count], Golden.Encode(TokenizerFiles.GoldenTexts[i % expected.Count])));
    }

    /// <summary>The pieces of a text, seen through a tokenizer whose tokens are the text's own pieces.</summary>
    private static List<string> Cut(string text) =>
        [.. SoftCfg.Text.Reading.PreTokenizerReader.Qwen2().Split(text).Select(piece => piece.ToString())];
}
