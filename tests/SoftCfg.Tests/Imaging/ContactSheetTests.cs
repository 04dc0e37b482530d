using CsCheck;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class ContactSheetTests
{
    private static readonly (byte, byte, byte) Background =
        (Palette.Background.Red, Palette.Background.Green, Palette.Background.Blue);

    [Fact]
    public void Every_pixel_of_every_image_lands_in_its_cell() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 4], Gen.Int[8, 120]).Sample((count, columns, size) =>
        {
            var sheet = FullSheet(count, columns, size);
            var layout = new ContactSheetLayout(sheet);
            var drawn = sheet.Draw();
            Assert.Equal((layout.Width, layout.Height), (drawn.Width, drawn.Height));
            for (var i = 0; i < count; i++)
            {
                var (left, top) = (layout.CellLeft(i % columns), layout.CellTop(i / columns));
                for (var y = 0; y < layout.CellHeight; y++)
                {
                    for (var x = 0; x < layout.CellWidth; x++)
                    {
                        var expected = sheet.Images[i][x / layout.Enlargement, y / layout.Enlargement];
                        Assert.Equal(expected, drawn[left + x, top + y]);
                    }
                }
            }
        }, iter: 15);

    [Theory]
    [InlineData(28, 4)]
    [InlineData(95, 2)]
    [InlineData(96, 1)]
    [InlineData(256, 1)]
    public void Small_images_are_enlarged_to_at_least_96_pixels(int size, int factor)
    {
        var sheet = new ContactSheet { Images = [TestImages.Gradient(size, size)], Columns = 1 };
        Assert.Equal(factor, new ContactSheetLayout(sheet).Enlargement);
        sheet = new ContactSheet { Images = sheet.Images, Columns = 1, Enlargement = 3 };
        Assert.Equal(3, new ContactSheetLayout(sheet).Enlargement);
    }

    [Fact]
    public void Groups_stand_further_apart_than_columns_and_have_a_rule()
    {
        var layout = new ContactSheetLayout(FullSheet(8, 4, 32));
        int Gap(int column) => layout.CellLeft(column) - layout.CellLeft(column - 1) - layout.CellWidth;
        Assert.Equal(Gap(1), Gap(3));
        Assert.True(Gap(2) > 3 * Gap(1));
        Assert.Equal([layout.CellLeft(0), layout.CellLeft(2)], layout.Rules.Select(r => r.Left));
        Assert.Equal([layout.CellLeft(1), layout.CellLeft(3)], layout.Rules.Select(r => r.Right - layout.CellWidth));
    }

    [Fact]
    public void Every_text_is_drawn_inside_the_sheet_and_outside_the_images()
    {
        var sheet = FullSheet(8, 4, 32);
        var layout = new ContactSheetLayout(sheet);
        var drawn = sheet.Draw();
        Assert.Equal(1 + 2 + 4 + 2 + 1, layout.Texts.Count);
        foreach (var text in layout.Texts)
        {
            var width = text.Lines.Max(text.Style.Measure);
            var left = text.Align switch
            {
                SkiaSharp.SKTextAlign.Left => text.X,
                SkiaSharp.SKTextAlign.Center => text.X - width / 2,
                _ => text.X - width,
            };
            var inked = 0;
            for (var y = (int)text.Top; y < text.Top + text.Lines.Count * text.Style.LineHeight; y++)
            {
                for (var x = (int)left; x < left + width; x++)
                    inked += drawn[x, y] == Background ? 0 : 1;
            }
            Assert.True(inked > 20, $"'{text.Lines[0]}' left {inked} pixels.");
        }
    }

    [Fact]
    public void A_sheet_without_text_is_the_images_and_a_margin()
    {
        var drawn = new ContactSheet { Images = [TestImages.Plain(96, 96, 0, 0, 0)], Columns = 1 }.Draw();
        var margin = (drawn.Width - 96) / 2;
        Assert.Equal(drawn.Width, drawn.Height);
        for (var y = 0; y < drawn.Height; y++)
        {
            for (var x = 0; x < drawn.Width; x++)
            {
                var inside = x >= margin && x < margin + 96 && y >= margin && y < margin + 96;
                Assert.Equal(inside ? (0, 0, 0) : Background, drawn[x, y]);
            }
        }
    }

    [Fact]
    public void The_same_sheet_is_drawn_the_same() =>
        Assert.Equal(FullSheet(5, 2, 28).Draw().Pixels, FullSheet(5, 2, 28).Draw().Pixels);

    [Fact]
    public void Parts_that_do_not_match_are_refused_with_both_numbers()
    {
        RgbImage[] two = [TestImages.Gradient(8, 8), TestImages.Gradient(8, 8)];
        AssertRefused(new() { Images = [], Columns = 1 }, "at least one image");
        AssertRefused(new() { Images = two, Columns = 0 }, "at least one column, not 0");
        AssertRefused(new() { Images = two, Columns = 1, Enlargement = 0 }, "Enlargement is 0");
        RgbImage[] unequal = [two[0], TestImages.Gradient(8, 9)];
        AssertRefused(new() { Images = unequal, Columns = 1 }, "Image 1 is 8 × 9, image 0 is 8 × 8");
        AssertRefused(new() { Images = two, Columns = 2, ColumnHeaders = ["a"] }, "1 column headers for 2 columns");
        AssertRefused(new() { Images = two, Columns = 1, RowLabels = ["a"] }, "1 row labels for 2 rows");
        AssertRefused(new() { Images = two, Columns = 2, Groups = [new("a", 1)] }, "Groups of 1 columns do not make 2");
        ColumnGroup[] negative = [new("a", 3), new("b", -1)];
        AssertRefused(new() { Images = two, Columns = 2, Groups = negative }, "Groups of 3, -1 columns");
        AssertRefused(new() { Images = two, Columns = 1, Enlargement = 2000 }, "more than 67108864");
    }

    private static ContactSheet FullSheet(int count, int columns, int size) => new()
    {
        Images = Enumerable.Range(0, count)
            .Select(i => TestImages.Plain(size, size, (byte)(20 * i), 100, (byte)size)).ToArray(),
        Columns = columns,
        ColumnHeaders = Enumerable.Range(0, columns).Select(i => $"seed {i}").ToArray(),
        Groups = columns == 1 ? [new("SoftCFG", 1)] : [new("CFG", columns / 2), new("SoftCFG", columns - columns / 2)],
        RowLabels = Enumerable.Range(0, (count - 1) / columns + 1).Select(i => $"class {i}").ToArray(),
        Title = "Guidance scale 4, strength α = 0.5",
        Footer = "model · seeds 0–3",
    };

    private static void AssertRefused(ContactSheet sheet, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => sheet.Draw()).Message);
}
