using SoftCfg.Guidance;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Guidance;

public class GuidanceOptionsTests
{
    public static TheoryData<GuidanceOptions, string> BadOptions { get; } = new()
    {
        { new() { Kind = (GuidanceKind)9 }, "Guidance Kind is 9; it must be none, cfg or softcfg." },
        { new() { Scale = -1 }, "Guidance Scale is -1; it must be a number from 0 to 10000." },
        { new() { Scale = 1e300 }, "Guidance Scale is 1E+300; it must be a number from 0 to 10000." },
        { new() { Scale = double.NaN }, "Guidance Scale is NaN; it must be a number from 0 to 10000." },
        { new() { ScalePower = -0.5 }, "Guidance ScalePower is -0.5; it must be a number from 0 to 100." },
        { new() { ScalePower = 101 }, "Guidance ScalePower is 101; it must be a number from 0 to 100." },
        { new() { Strength = -0.1 }, "Guidance Strength is -0.1; it must be a number from 0 to 100." },
        {
            new() { Strength = double.PositiveInfinity },
            "Guidance Strength is Infinity; it must be a number from 0 to 100."
        },
        { new() { Confidence = (ConfidenceSource)2 }, "Guidance Confidence is 2; it must be sampled or maximum." },
        { new() { Alignment = (WeightAlignment)(-1) }, "Guidance Alignment is -1; it must be released or paper." },
        { new() { MinimumWeight = 1.01 }, "Guidance MinimumWeight is 1.01; it must be a number from 0 to 1." },
        { new() { MinimumWeight = double.NaN }, "Guidance MinimumWeight is NaN; it must be a number from 0 to 1." },
        { new() { Epsilon = 0 }, "Guidance Epsilon is 0; it must be a number from 1E-12 to 1." },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void A_bad_option_is_named_with_its_range(GuidanceOptions options, string message)
    {
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(options.Validate).Message);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => options.Create(Steps.Context(1, 1))).Message);
    }

    [Fact]
    public void Defaults_are_valid() => new GuidanceOptions().Validate();

    [Fact]
    public void Options_decide_what_is_created()
    {
        Assert.IsType<SoftCfgGuidance>(Created(new()));
        Assert.IsType<ClassifierFreeGuidance>(Created(new() { Kind = GuidanceKind.ClassifierFree }));
        Assert.IsType<ClassifierFreeGuidance>(Created(new() { Strength = 0 }));
        Assert.IsType<NoGuidance>(Created(new() { Kind = GuidanceKind.None }));
        Assert.IsType<NoGuidance>(Created(new() { Scale = 0 }));
        Assert.IsType<NoGuidance>(Created(new() { Scale = 0, Kind = GuidanceKind.ClassifierFree }));

        static IGuidance Created(GuidanceOptions options)
        {
            using var guidance = options.Create(Steps.Context(2, 8));
            return guidance;
        }
    }

    [Fact]
    public void A_temperature_of_zero_is_refused() => Assert.Equal(
        "Sampling Temperature is 0; it must be from 1E-06 to 1000000.",
        Assert.ThrowsAny<ArgumentException>(() => new GuidanceOptions().Create(Steps.Context(1, 4, temperature: 0))).Message);

    [Theory]
    [InlineData(0, 4, "context.Capacity")]
    [InlineData(2, 0, "context.Steps")]
    public void An_empty_batch_or_sequence_is_refused(int batch, int steps, string parameter) => Assert.Equal(parameter,
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuidanceOptions().Create(Steps.Context(batch, steps))).ParamName);
}
