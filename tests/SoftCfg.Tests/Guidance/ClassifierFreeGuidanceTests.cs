using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Tests.GoldenHarness;
using static SoftCfg.Tests.Tensors;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Guidance;

public class ClassifierFreeGuidanceTests
{
    [Fact]
    public void Logits_are_extrapolated_by_the_scale()
    {
        using var scope = NewDisposeScope();
        using var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(3, 0, 4), CPU);
        var logits = cat([Row(1, 2), Row(5, 6), Row(0, 4), Row(5, 7)]);  // 2 conditional rows, 2 unconditional
        Assert.Equal([3, -2, 5, 4], Floats(guidance.Combine(Steps.Of(2, 0), logits)));
        Assert.Equal(2, guidance.Branches);
        Assert.Equal(3, guidance.ScaleAt(3));
    }

    [Fact]
    public void Scale_one_gives_the_conditional_logits_up_to_rounding() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        using var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(1, 1, 4), CPU);
        var logits = Random(seed, 6, 30);
        var off = (guidance.Combine(Steps.Of(3, 2), logits) - logits.narrow(0, 0, 3)).abs().max().item<float>();
        Assert.InRange(off, 0, 1e-6);  // a few roundings of numbers up to 10
    }, iter: 50);

    [Fact]
    public void Step_zero_of_a_rising_schedule_is_conditional()
    {
        using var scope = NewDisposeScope();
        using var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(4, 1, 4), CPU);
        var logits = cat([Row(1, 2), Row(4, 8)]);
        Assert.Equal([1, 2], Floats(guidance.Combine(Steps.Of(1, 0), logits)));
    }

    [Fact]
    public void Reduced_precision_logits_are_combined_in_float32_and_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(3.7, 0, 4), CPU);
        var logits = Random(1, 4, 9).to(ScalarType.BFloat16);
        var before = Floats(logits.to(ScalarType.Float32));
        Assert.Equal(Floats(guidance.Combine(Steps.Of(2, 1), logits.to(ScalarType.Float32))), Floats(guidance.Combine(Steps.Of(2, 1), logits)));
        Assert.Equal(before, Floats(logits.to(ScalarType.Float32)));
    }

    [Fact]
    public void Logits_of_a_single_branch_are_refused()
    {
        using var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(3, 1, 4), CPU);
        using var logits = zeros(3, 5);
        var error = Assert.Throws<ArgumentException>(() => guidance.Combine(Steps.Of(1, 0), logits));
        Assert.StartsWith("Guidance combines logits [2 B, V] of 1 sequences, conditional rows first; got [3, 5].", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_guidance_hands_on_a_copy()
    {
        using var scope = NewDisposeScope();
        using var guidance = new NoGuidance();
        var logits = Row(1, 2, 3);
        using (var combined = guidance.Combine(Steps.Of(1, 0), logits))
            combined.zero_();
        Assert.Equal([1, 2, 3], Floats(logits));
        Assert.Equal((1, 1f), (guidance.Branches, guidance.ScaleAt(5)));
    }
}
