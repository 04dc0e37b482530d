using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

public class ImageGridTests
{
    [Fact]
    public void A_size_has_rows_and_columns_of_eight_pixels_and_a_new_line_a_row()
    {
        var grid = new ImageGrid(512, 1024);
        Assert.Equal((128, 64, 16, 32), (grid.Rows, grid.Columns, grid.WidthInGrids, grid.HeightInGrids));
        Assert.Equal(128 * 65, grid.TokensWithNewLines);
    }

    [Theory]
    [InlineData(0, 64, "The width is 0 pixels; expected a positive multiple of 32, such as 32.")]
    [InlineData(-32, 64, "The width is -32 pixels; expected a positive multiple of 32, such as 32.")]
    [InlineData(64, 100, "The height is 100 pixels; expected a positive multiple of 32, such as 96.")]
    [InlineData(64, 8, "The height is 8 pixels; expected a positive multiple of 32, such as 32.")]
    public void An_odd_size_is_refused(int width, int height, string message) =>
        Assert.Equal(message, Assert.Throws<PromptException>(() => new ImageGrid(width, height)).Message);
}
