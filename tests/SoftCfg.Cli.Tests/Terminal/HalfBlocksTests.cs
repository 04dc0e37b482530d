using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Tests.Terminal;

public class HalfBlocksTests
{
    [Fact]
    public void A_character_shows_two_pixels_one_above_the_other()
    {
        var terminal = Draw(20, 10, Image(2, 3, (x, y) => ((byte)(10 * y + x), 0, 0)));
        Assert.Equal(["▀▀", "▀▀"], terminal.Text);
        Assert.Equal(("0;0;0", "10;0;0"), terminal.ColoursAt(0, 0));
        Assert.Equal(("1;0;0", "11;0;0"), terminal.ColoursAt(0, 1));
        // There is no pixel below the last of an odd number: the terminal's own colour.
        Assert.Equal(("21;0;0", null), terminal.ColoursAt(1, 1));
    }

    [Fact]
    public void Images_stand_beside_each_other_and_then_below()
    {
        var terminal = Draw(9, 5, [.. Enumerable.Range(0, 4).Select(i => Image(4, 4, (_, _) => ((byte)i, 0, 0)))]);
        Assert.Equal(["▀▀▀▀ ▀▀▀▀", "▀▀▀▀ ▀▀▀▀", "", "▀▀▀▀ ▀▀▀▀", "▀▀▀▀ ▀▀▀▀"], terminal.Text);
        Assert.Equal(("1;0;0", "1;0;0"), terminal.ColoursAt(0, 5));
        Assert.Equal(("2;0;0", "2;0;0"), terminal.ColoursAt(3, 0));
        Assert.Equal((null, null), terminal.ColoursAt(0, 4));
    }

    [Theory]
    [InlineData(1, 28, 80, 23, 1, 28)]
    [InlineData(16, 28, 120, 38, 16, 19)]
    [InlineData(16, 28, 79, 22, 8, 16)]
    [InlineData(1, 256, 80, 23, 1, 46)]
    [InlineData(100, 256, 80, 23, 8, 16)]
    [InlineData(2, 28, 28, 29, 2, 28)]
    [InlineData(2, 28, 28, 28, 2, 27)]
    [InlineData(3, 4, 80, 23, 3, 4)]
    [InlineData(2, 28, 8, 4, 1, 8)]
    public void Images_are_as_large_as_there_is_room_and_no_smaller_than_can_be_seen(
        int count, int size, int columns, int rows, int drawn, int width)
    {
        var lines = HalfBlocks.Of([.. Enumerable.Range(0, count).Select(_ => Image(size, size, (_, _) => (1, 2, 3)))], columns, rows);
        Assert.InRange(lines.Count, 1, rows);
        Assert.All(lines, line => Assert.InRange(line.Columns, 0, columns));
        var first = lines[0].Columns;
        Assert.Equal(width, (first + 1) / ((first + 1) / (width + 1)) - 1);
        var blocks = lines.Sum(line => line.Text.Count(letter => letter == '▀'));
        Assert.Equal(drawn, blocks / (width * ((width + 1) / 2)));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    public void Where_there_is_no_room_nothing_is_drawn(int columns, int rows) =>
        Assert.Empty(HalfBlocks.Of([Image(28, 28, (_, _) => (1, 2, 3))], columns, rows));

    [Fact]
    public void A_wide_image_keeps_its_shape()
    {
        var lines = HalfBlocks.Of([Image(64, 32, (_, _) => (1, 2, 3))], 40, 30);
        Assert.Equal((40, 10), (lines[0].Columns, lines.Count));
    }

    private static FakeTerminal Draw(int columns, int rows, params RgbImage[] images)
    {
        var terminal = new FakeTerminal(columns + 1, rows + 1);
        terminal.Area().Draw(HalfBlocks.Of(images, columns, rows));
        Assert.True(terminal.IsAsFound);
        return terminal;
    }

    private static RgbImage Image(int width, int height, Func<int, int, (byte, byte, byte)> colour)
    {
        var pixels = new List<byte>();
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (red, green, blue) = colour(x, y);
                pixels.AddRange([red, green, blue]);
            }
        }
        return new(width, height, [.. pixels]);
    }
}
