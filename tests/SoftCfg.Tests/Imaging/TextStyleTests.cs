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
