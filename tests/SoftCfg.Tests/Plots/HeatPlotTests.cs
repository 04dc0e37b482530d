using SoftCfg.Imaging;
using SoftCfg.Plots;

namespace SoftCfg.Tests.Plots;

public class HeatPlotTests
{
    private static readonly (byte, byte, byte) Violet = (0x44, 0x01, 0x54);
    private static readonly (byte, byte, byte) Yellow = (0xFD, 0xE7, 0x25);
    private static readonly (byte, byte, byte) Blank = (0xFC, 0xFC, 0xFA);

    private static HeatPlot Plot(params float[][,] panels) => new()
    {
        Title = "title",
        XLabel = "column",
        YLabel = "row",
        ValueLabel = "value",
        Footer = "footer",
        Panels = panels.Select((values, i) => new HeatPanel($"panel {i}", values)).ToList(),
    };

    [Fact]
    public void Panels_share_the_colours_of_their_common_range()
    {
        var plot = Plot(new float[,] { { 0, 1 }, { 2, float.NaN } }, new float[,] { { 4, 3 }, { 2, 1 } });
        var layout = new HeatPlotLayout(plot);
        var image = plot.Draw();
        Assert.Equal((0, 4), (layout.Scale.Low, layout.Scale.High));
        Assert.Equal(Violet, Cell(image, layout, panel: 0, row: 0, column: 0));
        Assert.Equal(Yellow, Cell(image, layout, panel: 1, row: 0, column: 0));
        Assert.Equal(Cell(image, layout, 0, 1, 0), Cell(image, layout, 1, 1, 0));
        Assert.Equal(Blank, Cell(image, layout, 0, 1, 1));
    }

    [Fact]
    public void The_bar_goes_from_the_smallest_value_up_to_the_largest()
    {
        var plot = Plot(new float[,] { { -1, 5 } });
        var layout = new HeatPlotLayout(plot);
        var image = plot.Draw();
        Assert.Equal(Yellow, image[layout.Bar.MidX, layout.Bar.Top]);
        Assert.Equal(Violet, image[layout.Bar.MidX, layout.Bar.Bottom - 1]);
        Assert.Equal((layout.Bar.Bottom - 1, layout.Bar.Top), (layout.AtScale(-1), layout.AtScale(5)));
    }

    [Fact]
    public void Axes_count_whole_rows_and_columns()
    {
        var layout = new HeatPlotLayout(Plot(new float[3, 2]));
        var labels = layout.Texts.SelectMany(text => text.Lines).Where(line => int.TryParse(line, out _)).ToList();
        Assert.Equal(["0", "1", "0", "1", "2"], labels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 1500)]
    [InlineData(1500, 3)]
    [InlineData(3000, 3000)]
    public void Grids_of_any_size_can_be_drawn(int rows, int columns)
    {
        var plot = Plot(new float[rows, columns]);
        var image = plot.Draw();
        Assert.InRange(image.Width, 100, 1300);
        Assert.InRange(image.Height, 100, 1300);
    }

    [Fact]
    public void Of_a_large_grid_every_second_row_and_column_is_shown()
    {
        var values = new float[1030, 1030];
        values[1028, 4] = 1;
        values[1029, 5] = 2;
        var plot = Plot(values);
        var layout = new HeatPlotLayout(plot);
        Assert.Equal((2, 515, 515), (layout.Every, layout.Rows, layout.Columns));
        Assert.Equal(Viridis.At(0.5), plot.Draw()[layout.PanelLeft(0) + 2, layout.PanelTop + 514]);
    }

    [Fact]
    public void A_grid_without_values_and_one_of_equal_values_can_be_drawn()
    {
        var plot = Plot(new[,] { { float.NaN } });
        Assert.Equal(Blank, Cell(plot.Draw(), new HeatPlotLayout(plot), 0, 0, 0));
        plot = Plot(new float[,] { { 7, 7 } });
        var layout = new HeatPlotLayout(plot);
        Assert.True(layout.Scale.Low < 7 && layout.Scale.High > 7);
        plot.Draw();
    }

    [Fact]
    public void The_same_plot_gives_the_same_pixels() =>
        Assert.Equal(Plot(new float[,] { { 1, 2 } }).Draw().Pixels, Plot(new float[,] { { 1, 2 } }).Draw().Pixels);

    [Fact]
    public void Bad_input_is_refused()
    {
        static string Message(HeatPlot plot) => Assert.Throws<ArgumentException>(plot.Draw).Message;
        Assert.Equal("A heat plot needs at least one panel.", Message(Plot()));
        Assert.Equal("A panel of a heat plot needs at least one value.", Message(Plot(new float[0, 3])));
        Assert.Equal("Panels of 1 × 2 and of 2 × 1 values do not share axes.", Message(Plot(new float[1, 2], new float[2, 1])));
        Assert.StartsWith("400 panels would make more than",
            Message(Plot(Enumerable.Repeat(new float[1, 1024], 400).ToArray())));
    }

    private static (byte, byte, byte) Cell(RgbImage image, HeatPlotLayout layout, int panel, int row, int column)
    {
        var (width, height) = (layout.PictureWidth / layout.Columns, layout.PictureHeight / layout.Rows);
        return image[layout.PanelLeft(panel) + column * width + width / 2, layout.PanelTop + row * height + height / 2];
    }
}
