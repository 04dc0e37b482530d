using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

public class PictureSizesTests
{
    [Fact]
    public void Sizes_are_those_of_the_release()
    {
        var sizes = PictureSizes.All().Select(size => $"{size.Width}x{size.Height}").ToList();
        Assert.Equal(["1024x256", "992x256", "960x256", "928x256", "896x256", "896x288", "864x288", "832x288", "800x288", "800x320", "768x320",
            "736x320"], sizes.Take(12));
        Assert.Contains("512x512", sizes);
        Assert.Equal("256x1024", sizes[^1]);
        Assert.All(PictureSizes.All(768), size => Assert.InRange((long)size.Width * size.Height, 1, 768 * 768));
    }

    [Theory]
    [InlineData(512, 512, 512, 512)]
    [InlineData(5000, 5000, 512, 512)]
    [InlineData(896, 256, 896, 256)]
    [InlineData(1792, 576, 896, 288)]
    [InlineData(1, 1000, 256, 1024)]
    [InlineData(1920, 1080, 672, 384)]
    public void A_picture_gets_the_size_that_it_loses_least_to(int width, int height, int nearestWidth, int nearestHeight) =>
        Assert.Equal(new ImageGrid(nearestWidth, nearestHeight), PictureSizes.Nearest(width, height));

    [Fact]
    public void A_picture_without_pixels_is_refused() => Assert.Equal("The picture is 0 x 5 pixels; expected at least one.",
        Assert.Throws<PromptException>(() => PictureSizes.Nearest(0, 5)).Message);
}
