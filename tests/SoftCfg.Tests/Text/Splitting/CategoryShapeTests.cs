using System.Globalization;
using System.Text;
using SoftCfg.Text.Splitting;

namespace SoftCfg.Tests.Text.Splitting;

public class CategoryShapeTests
{
    [Fact]
    public void Every_character_beyond_U_FFFF_becomes_one_of_its_category()
    {
        for (var value = 0x10000; value <= 0x10FFFF; value++)
        {
            var rune = new Rune(value);
            var unit = Assert.Single(CategoryShape.Of(rune.ToString()).Units);
            if (CharUnicodeInfo.GetUnicodeCategory(unit) != Rune.GetUnicodeCategory(rune))
                Assert.Fail($"U+{value:X} is {Rune.GetUnicodeCategory(rune)}, its substitute is not.");
        }
    }

    [Fact]
    public void Units_lead_back_to_the_text()
    {
        var shape = CategoryShape.Of("a🦊b");
        Assert.Equal("a\u2800b", shape.Units);
        Assert.Equal([0, 1, 3, 4], Enumerable.Range(0, 4).Select(shape.Offset));
        Assert.Equal(2, CategoryShape.Of("abc").Offset(2));
    }
}
