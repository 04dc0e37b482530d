using CsCheck;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class TextStyleTests
{
    private static readonly TextStyle Style = new(13, Palette.Ink);

    [Fact]
    public void Wrapped_lines_fit_and_keep_every_word_when_there_is_room() =>
        Gen.Select(Gen.String[Gen.Char['a', 'f'], 1, 8].Array[1, 12], Gen.Int[80, 300]).Sample((words, width) =>
        {
            var lines = Style.Wrap(string.Join(' ', words), width, maximumLines: 100);
            Assert.All(lines, line => Assert.True(Style.Measure(line) <= width));
            Assert.Equal(string.Join(' ', words), string.Join(' ', lines));
        });

    [Fact]
    public void What_does_not_fit_ends_in_an_ellipsis()
    {
        var lines = Style.Wrap("a first line that is long and then some more", 100, maximumLines: 2);
        Assert.Equal(2, lines.Count);
        Assert.EndsWith("…", lines[1]);
        var word = Assert.Single(Style.Wrap("incomprehensibilities", 60, maximumLines: 2));
        Assert.EndsWith("…", word);
        Assert.True(Style.Measure(word) <= 60);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("i ")]
    [InlineData("word ")]
    [InlineData("\n")]
    [InlineData("🐈")]
    public void A_long_text_takes_no_more_measuring_than_a_short_one(string part)
    {
        int Measured(int repetitions)
        {
            var letters = 0;
            var breaker = new LineBreaker(text =>
            {
                letters += text.Length;
                return Style.Measure(text);
            }, narrowest: 3.25f);
            var lines = breaker.Break(string.Concat(Enumerable.Repeat(part, repetitions)), 200, maximumLines: 3);
            Assert.InRange(lines.Count, 1, 3);
            Assert.EndsWith("…", lines[^1]);
            Assert.All(lines, line => Assert.True(Style.Measure(line) <= 200));
            return letters;
        }

        Assert.Equal(Measured(1000), Measured(50_000));
    }

    [Fact]
    public void A_line_is_as_long_as_it_can_be()
    {
        var line = Assert.Single(Style.Wrap(new string('x', 400), 100, maximumLines: 1));
        Assert.True(Style.Measure(line) <= 100);
        Assert.True(Style.Measure("x" + line) > 100);
    }

    [Fact]
    public void A_pair_of_surrogates_is_not_torn()
    {
        var cats = string.Concat(Enumerable.Repeat("🐈", 20));
        foreach (var width in Enumerable.Range(10, 60))
            Assert.Equal("", Style.Wrap(cats, width, maximumLines: 1)[0].Replace("🐈", "").TrimEnd('…'));
    }

    [Fact]
    public void Line_feeds_break_lines() => Assert.Equal(["a", "b c"], Style.Wrap("a\nb c", 100, maximumLines: 3));

    [Theory]
    [InlineData("é")]
    [InlineData("σ")]
    [InlineData("–…×→≤≥±·²αβτ−≈∞")]
    public void The_font_has_the_symbols_of_our_labels(string text)
    {
        using var font = Style.CreateFont();
        Assert.True(font.ContainsGlyphs(text));
    }
}
