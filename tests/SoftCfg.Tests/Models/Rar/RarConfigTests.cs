using SoftCfg.Tests.Decoding;

namespace SoftCfg.Tests.Models.Rar;

public class RarConfigTests
{
    [Fact]
    public void Sizes_of_a_model_pass() => TinyRar.Config.Validate();

    [Fact]
    public void Heads_that_do_not_divide_the_channels_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => (TinyRar.Config with { Heads = 5 }).Validate());
        Assert.Equal("num_attention_heads is 5, which does not divide hidden_size 64.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(int.MaxValue)]
    public void A_size_out_of_range_is_named(int value)
    {
        var error = Assert.Throws<ArgumentException>(() => (TinyRar.Config with { CodebookSize = value }).Validate());
        Assert.Equal($"codebook_size is {value}; it must lie between 1 and 1048576.", error.Message);
    }
}
