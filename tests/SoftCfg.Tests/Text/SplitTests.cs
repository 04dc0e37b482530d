using SoftCfg.Text;

namespace SoftCfg.Tests.Text;

/// <summary>How texts are cut: pairs join within a piece only, so which merges apply shows the pieces.</summary>
public class SplitTests
{
    private const int Joined = 256, A = 'a', Dash = '-';

    [Fact]
    public void Without_a_pattern_a_text_is_one_piece() => Assert.Equal([Joined], TokenizerFiles.Tiny("a -").Load().Encode("a-"));

    [Theory]
    [InlineData("Isolated", false, new[] { A, Dash, A })]
    [InlineData("Isolated", true, new[] { A, Dash, A })]
    [InlineData("Removed", false, new[] { A, A })]
    [InlineData("Removed", true, new[] { Dash })]
    public void A_match_is_a_piece_or_left_out(string behavior, bool invert, int[] ids) =>
        Assert.Equal(ids, TokenizerFiles.Tiny("a -").SplitBy("-", behavior, invert).Load().Encode("a-a"));

    [Fact]
    public void A_pattern_may_be_a_text() =>
        Assert.Equal([A, '.', A], TokenizerFiles.Tiny("a .").SplitBy(".", kind: "String").Load().Encode("a.a"));

    [Fact]
    public void A_pattern_sees_nothing_around_its_piece()
    {
        var json = TokenizerFiles.Tiny("a a").SplitBy("-", "Removed");
        var steps = json["pre_tokenizer"]!["pretokenizers"]!.AsArray();
        steps.Insert(1, TokenizerFiles.Tiny().SplitBy("a(?=-)")["pre_tokenizer"]!["pretokenizers"]![0]!.DeepClone());
        // Were the removed dash still seen, the second a would be a piece of its own.
        Assert.Equal([Joined, A], json.Load().Encode("aa-a"));
    }

    [Fact]
    public void ByteLevel_cuts_as_GPT_2_unless_it_is_told_not_to()
    {
        var json = TokenizerFiles.Tiny("Ġ a", "a a", "1 1", "1 a");
        json["pre_tokenizer"]!["use_regex"] = true;
        Assert.Equal([256, 258, A], json.Load().Encode(" a11a"));
    }

    [Fact]
    public void ByteLevel_may_put_a_space_before_each_text()
    {
        var json = TokenizerFiles.Tiny("Ġ a");
        json["pre_tokenizer"]!["add_prefix_space"] = true;
        var tokenizer = json.Load();
        Assert.Equal([256], tokenizer.Encode("a"));
        Assert.Equal([256], tokenizer.Encode(" a"));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void Where_merges_are_ignored_a_piece_that_is_a_token_is_that_token()
    {
        var json = TokenizerFiles.Tiny("a -", "a- a", "- a");
        var vocabulary = json["model"]!["vocab"]!.AsObject();
        vocabulary["a--"] = 300;
        Assert.Equal([256, Dash], json.Load().Encode("a--"));
        json["model"]!["ignore_merges"] = true;
        Assert.Equal([300], json.Load().Encode("a--"));
    }

    [Fact]
    public void The_earliest_merge_comes_first_and_of_equal_ones_the_leftmost()
    {
        Assert.Equal([256, A], TokenizerFiles.Tiny("a a").Load().Encode("aaa"));
        // b c is earlier than a b: a, bc.
        Assert.Equal([A, 256], TokenizerFiles.Tiny("b c", "a b").Load().Encode("abc"));
        Assert.Equal([258], TokenizerFiles.Tiny("b c", "a b", "a bc").Load().Encode("abc"));
    }

    [Theory]
    [InlineData(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}|\s+(?!\S)|\s+")]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    [InlineData(@"'(?i:[sdmt]|ll|ve|re)|\p{N}{1,3}|[一-龥぀-ゟ゠-ヿ]+|[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+")]
    public void Patterns_of_known_tokenizers_are_read(string pattern) =>
        Assert.Equal(5, TokenizerFiles.Tiny().SplitBy(pattern).Load().Encode("it's!").Length);

    [Theory]
    [InlineData("[[:alpha:]]+", "at character 1 it has a bracket inside a class of characters, which is not supported")]
    [InlineData("[a&&b]", "at character 2 it has an intersection of classes, which is not supported")]
    [InlineData(@"\h+", @"at character 0 it has '\h', which is not supported")]
    [InlineData(@"\w+", @"at character 0 it has '\w', which is not supported")]
    [InlineData(@"\p{Han}", @"at character 0 it has '\p', which is not supported")]
    [InlineData(@"\p{Lq}", @"at character 0 it has '\p', which is not supported")]
    [InlineData(@"(a)\1", @"at character 3 it has '\1', which is not supported")]
    [InlineData(@"a\", @"at character 1 it has '\', which is not supported")]
    [InlineData("^a", "at character 0 it has the anchor '^', which is not supported")]
    [InlineData("a++", "at character 2 it has a possessive or doubled quantifier, which is not supported")]
    [InlineData("a{1,2000}", "at character 1 it has a count above 1000, which is not supported")]
    [InlineData("a{b}", "at character 1 it has a '{' that counts nothing, which is not supported")]
    [InlineData("(?<name>a)", "at character 0 it has a group other than (?:, (?i:, (?=, (?!, (?<= and (?<!, which is not supported")]
    [InlineData("(?i)a", "at character 0 it has a group other than (?:, (?i:, (?=, (?!, (?<= and (?<!, which is not supported")]
    [InlineData("a)", "at character 1 it has a ')' without '(', which is not supported")]
    [InlineData("[a", "at character 2 it has a '[' without ']', which is not supported")]
    [InlineData("😀", "it names characters beyond U+FFFF")]
    [InlineData("", "it has 0 characters; expected 1 to 10000")]
    public void A_pattern_that_NET_would_read_differently_is_refused(string pattern, string problem)
    {
        var error = Assert.Throws<TextTokenizerException>(() => TokenizerFiles.Tiny().SplitBy(pattern).Load());
        Assert.Equal($"pre_tokenizer.pretokenizers[0].pattern.Regex is a pattern that cannot be used: {problem}.", error.Problem);
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("*")]
    [InlineData("[b-a]")]
    public void A_pattern_that_NET_cannot_read_is_refused(string pattern)
    {
        var error = Assert.Throws<TextTokenizerException>(() => TokenizerFiles.Tiny().SplitBy(pattern).Load());
        Assert.StartsWith("pre_tokenizer.pretokenizers[0].pattern.Regex is a pattern that cannot be used: ", error.Problem, StringComparison.Ordinal);
    }

    /// <summary>Without lookarounds time is linear in the text: tried one after the other, the ways to match would take forever.</summary>
    [Fact]
    public void A_pattern_that_backtracks_forever_does_not() =>
        Assert.Equal(40, TokenizerFiles.Tiny().SplitBy("(?:(?:a+)+)+b").Load().Encode(new string('a', 40)).Length);

    [Fact]
    public void A_pattern_with_lookarounds_that_backtracks_forever_is_given_up()
    {
        var tokenizer = TokenizerFiles.Tiny().SplitBy("(?:a|aa)+b(?!c)").Load();
        var error = Assert.Throws<TextTokenizerException>(() => tokenizer.Encode($"{new string('a', 60)}bc"));
        Assert.Equal("the pattern '(?:a|aa)+b(?!c)' in pre_tokenizer takes too long over this text.", error.Problem);
    }
}
