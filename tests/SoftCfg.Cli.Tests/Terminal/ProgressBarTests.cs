using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public class ProgressBarTests
{
    [Fact]
    public void A_bar_says_what_is_done_and_how_much_of_it()
    {
        Assert.Equal("CFG: 0 of 40 images ░░░░░░░░░░░░░░░░░░░░   0 %", Line("CFG: 0 of 40 images", 0, 46));
        Assert.Matches("^CFG: 20 of 40 images █{10}░{10,11}  50 %, [0-9]+ s left$", Line("CFG: 20 of 40 images", 0.5, 58));
        Assert.Equal("CFG: 40 of 40 images ████████████████████ 100 %", Line("CFG: 40 of 40 images", 1, 47));
        Assert.Equal("work --------   0 %", new ProgressBar(hasBlocks: false).Line(new("work", 0), 19).Text);
    }

    [Fact]
    public void How_long_it_will_take_is_said_once() =>
        Assert.Matches("^12 of 40 images, about 0:01:00 left [█░]+  50 %$", Line("12 of 40 images, about 0:01:00 left", 0.5, 100));

    [Theory]
    [InlineData(100)]
    [InlineData(30)]
    [InlineData(10)]
    [InlineData(3)]
    public void A_bar_is_no_longer_than_the_terminal_is_wide(int columns)
    {
        var line = new ProgressBar(hasBlocks: true).Line(new("a text of twenty-four cha", 0), columns);
        Assert.InRange(line.Columns, 1, columns);
    }

    [Fact]
    public void Work_of_several_parts_begins_anew_with_each()
    {
        var bar = new ProgressBar(hasBlocks: true);
        bar.Line(new("loading", 0), 100);
        Assert.Contains(" left", bar.Line(new("loading", 0.9), 100).Text);
        Assert.DoesNotContain(" left", bar.Line(new("sampling", 0.1), 100).Text);
        Assert.Contains(" left", bar.Line(new("sampling", 0.2), 100).Text);
    }

    [Fact]
    public void Names_of_others_act_on_no_terminal() => Assert.Contains(@"\x1b]0;", Line("loading \e]0;pwned", 0, 100));

    private static string Line(string text, double fraction, int columns) =>
        new ProgressBar(hasBlocks: true).Line(new(text, fraction), columns).Text;
}
