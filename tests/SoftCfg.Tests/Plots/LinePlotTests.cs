using CsCheck;
using SkiaSharp;
using SoftCfg.Imaging;
using SoftCfg.Plots;

namespace SoftCfg.Tests.Plots;

public class LinePlotTests
{
    private static readonly (byte, byte, byte) Blue = (0x00, 0x72, 0xB2);
    private static readonly (byte, byte, byte) Vermilion = (0xD5, 0x5E, 0x00);

    private static readonly Gen<PlotPoint> AnyPoint =
        from x in Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Const(double.NaN), Gen.Const(0.0))
        from y in Gen.OneOf(Gen.Double[-1e3, 1e3], Gen.Const(double.NaN), Gen.Const(1e90))
        from spread in Gen.OneOf(Gen.Const(() => (double?)null), Gen.Double[0, 10].Select(v => (double?)v))
        from label in Gen.OneOf(Gen.Const(() => (string?)null), Gen.String.Select(s => (string?)s))
        select new PlotPoint(x, y) { Low = y - spread, High = y + spread, Label = label };

    private static readonly Gen<PlotSeries> AnySeries =
        Gen.Select(Gen.String, AnyPoint.Array[0, 30], Gen.Bool, (name, points, connected) =>
            new PlotSeries(name, points) { Connected = connected });

    private static LinePlot Plot(params PlotSeries[] series) =>
        new() { Title = "title", XLabel = "x", YLabel = "y", Series = series };

    private static PlotSeries Line(string name, int count, Func<int, PlotPoint> point) =>
        new(name, Enumerable.Range(0, count).Select(point).ToArray());

    [Fact]
    public void A_point_is_drawn_at_its_coordinates()
    {
        var plot = Plot(new PlotSeries("a", [new(0, 0), new(2, 3), new(5, 1)]) { Connected = false });
        var layout = PlotLayout.Of(plot);
        var image = plot.Draw();
        foreach (var (x, y) in new[] { (0, 0), (2, 3), (5, 1) })
            Assert.Equal(Blue, image[(int)layout.AtX(x), (int)layout.AtY(y)]);
        // Unconnected: half way between two points there is none.
        Assert.NotEqual(Blue, image[(int)layout.AtX(1), (int)layout.AtY(1.5)]);
    }

    [Fact]
    public void A_line_connects_points_and_breaks_where_one_is_missing()
    {
        var plot = Plot(new PlotSeries("", [new(0, 0), new(1, 1), new(2, double.NaN), new(3, 1), new(4, 0)]));
        var layout = PlotLayout.Of(plot);
        var image = plot.Draw();
        Assert.Equal(Blue, image[(int)layout.AtX(0.5), (int)layout.AtY(0.5)]);
        Assert.Equal(Blue, image[(int)layout.AtX(3.5), (int)layout.AtY(0.5)]);
        Assert.NotEqual(Blue, image[(int)layout.AtX(2), (int)layout.AtY(1)]);
        Assert.Equal([2, 2], layout.Shapes[0].Lines.Select(line => line.Length));
    }

    [Fact]
    public void Few_points_have_error_bars_and_many_a_band()
    {
        static PlotPoint At(int i) => new(i, i % 2) { Low = i % 2 - 0.5, High = i % 2 + 0.5 };
        var few = PlotLayout.Of(Plot(Line("few", 5, At))).Shapes[0];
        Assert.Equal((5, 0, 5), (few.Bars.Count, few.Bands.Count, few.Markers.Count));
        var many = PlotLayout.Of(Plot(Line("many", 300, At))).Shapes[0];
        Assert.Equal((0, 1), (many.Bars.Count, many.Bands.Count));
        Assert.Equal(600, many.Bands[0].Length);
        Assert.InRange(many.Markers.Count, 4, 30);
        var scatter = PlotLayout.Of(Plot(Line("scatter", 300, At) with { Connected = false })).Shapes[0];
        Assert.Equal((300, 0, 300, 0), (scatter.Bars.Count, scatter.Bands.Count, scatter.Markers.Count, scatter.Lines.Count));
    }

    [Fact]
    public void A_dense_line_keeps_the_markers_of_points_that_stand_alone_or_have_a_label()
    {
        var points = Enumerable.Range(0, 301)
            .Select(i => new PlotPoint(i, i is 149 or 151 ? double.NaN : 0) { Label = i == 7 ? "seven" : null }).ToArray();
        var layout = PlotLayout.Of(Plot(new PlotSeries("", points)));
        var xs = layout.Shapes[0].Markers.Select(m => m.X).ToList();
        Assert.Contains(layout.AtX(150), xs);
        Assert.Contains(layout.AtX(7), xs);
        Assert.Equal("seven", Assert.Single(layout.Shapes[0].Labels).Text);
    }

    [Fact]
    public void The_axes_leave_room_for_error_bars()
    {
        var axis = PlotLayout.Of(Plot(new PlotSeries("", [new(0, 5) { Low = -3, High = 12 }]))).Y;
        Assert.True(axis.Low <= -3 && axis.High >= 12);
    }

    [Fact]
    public void The_legend_covers_nothing_that_is_drawn() =>
        AnySeries.Array[1, 4].Sample(series =>
        {
            var layout = PlotLayout.Of(Plot(series));
            if (layout.Legend is { } legend)
            {
                Assert.True(legend.Area.Left >= 0 && legend.Area.Right <= 900 && legend.Area.Bottom <= 600);
                var covered = layout.Shapes.SelectMany(shape => shape.Covered(2));
                Assert.DoesNotContain(covered, legend.Area.IntersectsWith);
            }
        }, iter: 100);

    [Fact]
    public void Of_very_many_series_the_legend_counts_those_it_has_no_room_for()
    {
        var plot = Plot(Enumerable.Range(0, 60).Select(i => Line($"series {i}", 2, x => new(x, i))).ToArray());
        var layout = PlotLayout.Of(plot);
        Assert.True(layout.Legend!.Area.Height <= layout.Frame.Height);
        plot.Draw();
    }

    [Fact]
    public void Series_without_names_have_no_legend() =>
        Assert.Null(PlotLayout.Of(Plot(new PlotSeries("", [new(1, 1)]))).Legend);

    [Fact]
    public void Labels_of_separate_points_cover_neither_each_other_nor_the_points()
    {
        var points = Enumerable.Range(0, 4).Select(i => new PlotPoint(i, i * i) { Label = $"point {i}" }).ToArray();
        var layout = PlotLayout.Of(Plot(new PlotSeries("squares", points) { Connected = false }));
        var areas = PlotLabels.Place(layout).Select(text => SKRect.Create(text.X, text.Top + 2,
            text.Style.Measure(text.Lines[0]), text.Style.LineHeight - 4)).ToList();
        Assert.Equal(4, areas.Count);
        for (var i = 0; i < areas.Count; i++)
        {
            Assert.True(layout.Frame.Contains(areas[i]));
            Assert.DoesNotContain(areas.Take(i), areas[i].IntersectsWith);
            Assert.DoesNotContain(layout.Shapes[0].Markers, areas[i].Contains);
        }
    }

    [Fact]
    public void Series_differ_in_colour_and_marker()
    {
        var inks = Enumerable.Range(0, 56).Select(PlotInk.Of).ToList();
        Assert.Equal(56, inks.Select(ink => (ink.Color, ink.Marker)).Distinct().Count());
        Assert.Equal(7, inks.Take(7).Select(ink => ink.Marker).Distinct().Count());
        var image = Plot(Line("a", 2, x => new(x, 0)), Line("b", 2, x => new(x, 1))).Draw();
        Assert.True(Count(image, Blue) > 100 && Count(image, Vermilion) > 100);
    }

    [Fact]
    public void Without_a_point_the_axes_stand_and_say_so()
    {
        var none = Plot().Draw();
        Assert.Equal((900, 600), (none.Width, none.Height));
        Assert.Equal(none.Pixels, Plot(new PlotSeries("", [])).Draw().Pixels);
        Assert.Equal(none.Pixels, Plot(new PlotSeries("", [new(double.NaN, 1), new(1, double.NaN)])).Draw().Pixels);
        Assert.NotEqual(none.Pixels, Plot(new PlotSeries("", [new(0.5, 0.5)])).Draw().Pixels);
    }

    [Fact]
    public void One_point_and_equal_points_stand_in_the_middle()
    {
        var layout = PlotLayout.Of(Plot(new PlotSeries("", [new(3, 7), new(3, 7)])));
        Assert.Equal(layout.Frame.MidX, layout.Shapes[0].Markers[0].X, 0.01f);
        Assert.Equal(layout.Frame.MidY, layout.Shapes[0].Markers[0].Y, 0.01f);
    }

    [Fact]
    public void The_same_plot_gives_the_same_pixels() =>
        AnySeries.Array[0, 3].Sample(series =>
            Assert.Equal(Plot(series).Draw().Pixels, Plot(series).Draw().Pixels), iter: 20);

    [Fact]
    public void Any_size_from_the_smallest_can_be_drawn() =>
        Gen.Select(Gen.Int[240, 1500], Gen.Int[180, 1200], AnySeries.Array[0, 3], Gen.String, Gen.String)
            .Sample((width, height, series, title, footer) =>
            {
                var image = new LinePlot
                {
                    Width = width,
                    Height = height,
                    Title = title,
                    Footer = footer,
                    YLabel = footer,
                    Series = series,
                }.Draw();
                return (image.Width, image.Height) == (width, height);
            }, iter: 50);

    [Theory]
    [InlineData(double.PositiveInfinity, 0, null, null, "the number Infinity")]
    [InlineData(0, double.NegativeInfinity, null, null, "the number -Infinity")]
    [InlineData(0, 2e100, null, null, "the number 2E+100")]
    [InlineData(0, 0, double.NegativeInfinity, null, "the number -Infinity")]
    [InlineData(0, 0, null, double.PositiveInfinity, "the number Infinity")]
    [InlineData(0, 0, 2.0, 1.0, "an error bar from 2 to 1; Low must not exceed High")]
    public void A_bad_number_is_refused(double x, double y, double? low, double? high, string message)
    {
        var plot = Plot(new PlotSeries("ours", [new(1, 1), new(x, y) { Low = low, High = high }]));
        var error = Assert.Throws<ArgumentException>(plot.Draw);
        Assert.StartsWith($"Point 1 of series 'ours' has {message}", error.Message);
    }

    [Fact]
    public void An_error_bar_of_NaN_is_none()
    {
        var shape = PlotLayout.Of(Plot(new PlotSeries("", [new(0, 1) { Low = double.NaN, High = double.NaN }]))).Shapes[0];
        Assert.Empty(shape.Bars);
        Assert.Single(shape.Markers);
    }

    [Theory]
    [InlineData(239, 600, "A plot of 239 × 600 pixels is too small; it needs 240 × 180 at least.")]
    [InlineData(900, 179, "A plot of 900 × 179 pixels is too small; it needs 240 × 180 at least.")]
    [InlineData(100_000, 100_000, "A plot of 100000 × 100000 pixels is more than 67108864 pixels.")]
    public void A_bad_size_is_refused(int width, int height, string message)
    {
        var plot = new LinePlot { Series = [], Width = width, Height = height };
        Assert.Equal(message, Assert.Throws<ArgumentException>(plot.Draw).Message);
    }

    private static int Count(RgbImage image, (byte, byte, byte) color)
    {
        var pixels = from y in Enumerable.Range(0, image.Height) from x in Enumerable.Range(0, image.Width) select image[x, y];
        return pixels.Count(pixel => pixel == color);
    }
}
