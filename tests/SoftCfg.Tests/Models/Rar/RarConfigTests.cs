using SoftCfg.Models.Rar;

namespace SoftCfg.Tests.Models.Rar;

public class RarConfigTests
{
    private static readonly RarConfig Good = new()
    {
        HiddenSize = 64,
        Layers = 3,
        Heads = 4,
        IntermediateSize = 128,
        SequenceLength = 16,
        CodebookSize = 32,
        ClassCount = 10,
    };

    [Fact]
    public void Sizes_of_a_model_pass() => Good.Validate();

    [Fact]
    public void Heads_that_do_not_divide_the_channels_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => (Good with { Heads = 5 }).Validate());
        Assert.Equal("num_attention_heads is 5, which does not divide hidden_size 64.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(int.MaxValue)]
    public void A_size_out_of_range_is_named(int value)
    {
        var error = Assert.Throws<ArgumentException>(() => (Good with { CodebookSize = value }).Validate());
        Assert.Equal($"codebook_size is {value}; it must lie between 1 and 1048576.", error.Message);
    }
}
