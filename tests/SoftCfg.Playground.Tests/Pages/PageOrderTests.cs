using SoftCfg.Guidance;
using SoftCfg.Playground.Pages;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Pages;

public sealed class PageOrderTests : IDisposable
{
    private static readonly PageRequest Good = new()
    {
        ClassLabel = 1,
        Seed = "5",
        Settings = [Setting(("kind", "cfg")), Setting(("kind", "softcfg"), ("scale", "3"))],
        Sampling = Setting(("temperature", "0.9")),
    };

    private readonly ImageGenerator generator = new(new PacedModel(new Pace()), new GreyTokenizer(null));

    public void Dispose() => generator.Dispose();

    [Fact]
    public void Every_setting_is_an_image_of_the_same_seed_and_index()
    {
        var order = new PageOrder(Good, generator, 1 << 20);
        var images = order.Comparison();
        Assert.Empty(order.Errors);
        Assert.All(images, image => Assert.Equal((5ul, 0L, 1, 0.9), (image.Seed, image.Index, image.ClassLabel, image.Sampling!.Temperature)));
        Assert.Equal([GuidanceKind.ClassifierFree, GuidanceKind.SoftCfg], images.Select(image => image.Guidance!.Kind));
        Assert.Equal(3, images[1].Guidance!.Scale);
    }

    [Fact]
    public void A_sheet_has_a_seed_after_the_other()
    {
        var order = new PageOrder(Good with { Settings = [Good.Settings[1]], Count = 3 }, generator, 1 << 20);
        Assert.Equal([5ul, 6, 7], order.Sheet().Select(image => image.Seed));
        Assert.Empty(order.Errors);
    }

    [Fact]
    public void What_nothing_looks_at_may_be_wrong()
    {
        var order = new PageOrder(Good with { Settings = [Setting(("kind", "none"), ("scale", "-7"))] }, generator, 1 << 20);
        Assert.Equal(GuidanceKind.None, order.Comparison().Single().Guidance!.Kind);
        Assert.Empty(order.Errors);
    }

    [Fact]
    public void Each_wrong_field_is_named()
    {
        var order = new PageOrder(new PageRequest
        {
            Seed = "-1",
            ClassLabel = 3,
            Settings = [Setting(("kind", "cfg"), ("scale", "x")), Setting(("knd", "cfg"))],
            Sampling = Setting(("top_p", "2")),
        }, generator, 1 << 20);
        order.Comparison();
        Assert.Equal("The seed is a whole number from 0 to 18446744073709551615.", order.Errors["seed"].Single());
        Assert.Equal("Choose a class from 0 to 2.", order.Errors["class"].Single());
        Assert.Equal("Scale must be a number from 0 to 10000.", order.Errors["settings[0].scale"].Single());
        Assert.Equal("There is no such setting; did you mean 'kind'?", order.Errors["settings[1]"].Single());
        Assert.Equal("Top p must be a number from 1E-06 to 1.", order.Errors["sampling.top_p"].Single());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Too_few_or_many_settings_are_refused(int count)
    {
        var order = new PageOrder(Good with { Settings = [.. Enumerable.Repeat(Good.Settings[0], count)] }, generator, 1 << 20);
        order.Comparison();
        Assert.Equal($"settings asks for {count}; it must be from 1 to 3.", order.Errors["settings"].Single());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void Too_few_or_many_seeds_are_refused(int count)
    {
        var order = new PageOrder(Good with { Settings = [Good.Settings[0]], Count = count }, generator, 1 << 20);
        Assert.Empty(order.Sheet());
        Assert.Equal($"count asks for {count}; it must be from 1 to 32.", order.Errors["count"].Single());
    }

    private static Dictionary<string, string> Setting(params (string Key, string Value)[] values) =>
        values.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
