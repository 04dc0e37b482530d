using SoftCfg.Decoding;

namespace SoftCfg.Tests.Decoding;

public class SamplingOptionsTests
{
    public static TheoryData<SamplingOptions, string> BadOptions { get; } = new()
    {
        { new() { Temperature = 0 }, "Sampling Temperature is 0; it must be a number from 1E-06 to 1000000." },
        { new() { Temperature = -1 }, "Sampling Temperature is -1; it must be a number from 1E-06 to 1000000." },
        { new() { Temperature = double.NaN }, "Sampling Temperature is NaN; it must be a number from 1E-06 to 1000000." },
        { new() { TopK = -1 }, "Sampling TopK is -1; it must be a whole number from 0 to 2147483647." },
        { new() { TopP = 0 }, "Sampling TopP is 0; it must be a number from 1E-06 to 1." },
        { new() { TopP = 1.5 }, "Sampling TopP is 1.5; it must be a number from 1E-06 to 1." },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void A_bad_option_is_named_with_its_range(SamplingOptions options, string message)
    {
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(options.Validate).Message);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => new TokenSampler(options)).Message);
    }

    [Fact]
    public void Defaults_are_valid() => new SamplingOptions().Validate();
}
