using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Tests.GoldenHarness;
using TorchSharp;
using static SoftCfg.Tests.Tensors;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Guidance;

public class SoftCfgGuidanceTests
{
    private const int Prefix = 2;

    /// <summary>Probabilities of three steps over two tokens; the tokens drawn are 0, 0, 1.</summary>
    private static readonly double[][] Probabilities = [[0.8, 0.2], [0.5, 0.5], [0.9, 0.1]];
    private static readonly long[] Drawn = [0, 0, 1];

    [Theory]
    [InlineData(WeightAlignment.Released, ConfidenceSource.Maximum, new[] { 1 - 0.5 / 1.4, 1 - 0.9 / 1.4 })]
    [InlineData(WeightAlignment.Released, ConfidenceSource.Sampled, new[] { 1 - 0.5 / 0.6, 1 - 0.1 / 0.6 })]
    [InlineData(WeightAlignment.Paper, ConfidenceSource.Maximum, new[] { 1 - 0.8 / 1.3, 1 - 0.5 / 1.3 })]
    [InlineData(WeightAlignment.Paper, ConfidenceSource.Sampled, new[] { 1 - 0.8 / 1.3, 1 - 0.5 / 1.3 })]
    public void The_pass_that_feeds_token_two_weakens_tokens_zero_and_one(
        WeightAlignment alignment, ConfidenceSource source, double[] expected)
    {
        using var scope = NewDisposeScope();
        GuidanceOptions options = new() { Alignment = alignment, Confidence = source };
        using var guidance = options.Create(Steps.Context(1, 4));
        using var probe = new WeightProbe(2, Prefix, 4);
        for (var step = 0; step < 3; step++)
        {
            probe.Feed(guidance, step);
            var conditional = LogitsOf(Probabilities[step]);
            guidance.Observe(Steps.Of(1, step), cat([conditional, -conditional]), tensor(Drawn[step]).unsqueeze(0));
        }
        var weights = probe.Feed(guidance, 3);
        double[] unconditional = [1, 1, .. expected, 1];
        Assert.All(Floats(weights[0]), w => Assert.Equal(1, w, 1e-6));
        Assert.All(unconditional.Zip(Floats(weights[1])), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Theory]
    [InlineData(WeightAlignment.Released)]
    [InlineData(WeightAlignment.Paper)]
    public void The_passes_that_feed_the_prefix_and_token_zero_weaken_nothing(WeightAlignment alignment)
    {
        using var scope = NewDisposeScope();
        using var guidance = new GuidanceOptions { Alignment = alignment }.Create(Steps.Context(2, 4));
        using var probe = new WeightProbe(4, Prefix, 4);
        Assert.All(Floats(probe.Feed(guidance, 0)), w => Assert.Equal(1, w, 1e-6));
        guidance.Observe(Steps.Of(2, 0), Random(1, 4, 5), zeros(2, ScalarType.Int64));
        Assert.All(Floats(probe.Feed(guidance, 1)), w => Assert.Equal(1, w, 1e-6));
    }

    [Fact]
    public void Confidences_use_the_sampling_temperature()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new() { Confidence = ConfidenceSource.Sampled }, batch: 1, temperature: 2);
        // Odds of 9 to 1 are 3 to 1 at temperature 2; the unconditional row plays no part.
        guidance.Observe(Steps.Of(1, 0), LogitsOf([0.9, 0.1], [0.01, 0.99]), tensor(1L).unsqueeze(0));
        Assert.Equal(0.25, guidance.Confidences(0).item<float>(), 1e-6);
    }

    [Fact]
    public void Strength_zero_is_plain_cfg_bit_for_bit() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        GuidanceOptions options = new() { Scale = 3.3, ScalePower = 1.5 };
        using var off = (options with { Strength = 0 }).Create(Steps.Context(2, 6));
        using var plain = (options with { Kind = GuidanceKind.ClassifierFree }).Create(Steps.Context(2, 6));
        using var weighted = new WeightProbe(4, Prefix, 6);
        using var untouched = new WeightProbe(4, Prefix, 6);
        for (var step = 0; step < 6; step++)
        {
            var positions = step == 0 ? Prefix : 1;
            Assert.Equal(Floats(untouched.Feed(positions)), Floats(weighted.Feed(off, step)));
            var logits = Random(seed + step, 4, 12);
            Assert.Equal(Floats(plain.Combine(Steps.Of(2, step), logits)), Floats(off.Combine(Steps.Of(2, step), logits)));
            off.Observe(Steps.Of(2, step), logits, zeros(2, ScalarType.Int64));
        }
    }, iter: 20);

    [Fact]
    public void Logits_are_combined_as_plain_cfg_at_any_strength()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new() { Strength = 2, Scale = 5 }, batch: 2);
        using var plain = new ClassifierFreeGuidance(new CosinePowerSchedule(5, 1, 4), CPU);
        var logits = Random(8, 4, 12);
        Assert.Equal(Floats(plain.Combine(Steps.Of(2, 3), logits)), Floats(guidance.Combine(Steps.Of(2, 3), logits)));
        Assert.Equal(plain.ScaleAt(3), guidance.ScaleAt(3));
    }

    [Fact]
    public void A_row_never_affects_another() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 2], Gen.Enum<WeightAlignment>(), Gen.Enum<ConfidenceSource>())
            .Sample((seed, changed, alignment, source) =>
            {
                using var scope = NewDisposeScope();
                GuidanceOptions options = new() { Alignment = alignment, Confidence = source };
                using var guidance = Created(options, batch: 3, steps: 8);
                using var other = Created(options, batch: 3, steps: 8);
                for (var step = 0; step < 8; step++)
                {
                    var tokens = zeros(3, ScalarType.Int64);
                    var logits = Random(seed + step, 6, 12);
                    guidance.Observe(Steps.Of(3, step), logits, tokens);
                    var (otherLogits, otherTokens) = (logits.clone(), tokens.clone());
                    otherLogits[changed] *= -1.7f;
                    otherTokens[changed] = 3;
                    other.Observe(Steps.Of(3, step), otherLogits, otherTokens);
                }
                var (weights, otherWeights) = (guidance.ValueWeights(Steps.Of(3, 8))!, other.ValueWeights(Steps.Of(3, 8))!);
                for (var row = 0; row < 3; row++)
                {
                    if (row == changed)
                        Assert.NotEqual(Floats(weights[row]), Floats(otherWeights[row]));
                    else
                        Assert.Equal(Floats(weights[row]), Floats(otherWeights[row]));
                }
            }, iter: 50);

    [Fact]
    public void Observing_an_earlier_step_again_forgets_what_followed()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 1);
        for (var step = 0; step < 3; step++)
            guidance.Observe(Steps.Of(1, step), Random(step, 2, 5), zeros(1, ScalarType.Int64));
        var first = guidance.Confidences(0)[0].item<float>();
        guidance.Observe(Steps.Of(1, 1), LogitsOf([0.75, 0.25], [0.5, 0.5]), zeros(1, ScalarType.Int64));
        Assert.Equal([first, 0.75f], Floats(guidance.Confidences(0)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Traces_are_copies()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 1);
        guidance.Observe(Steps.Of(1, 0), LogitsOf([0.75, 0.25], [0.5, 0.5]), zeros(1, ScalarType.Int64));
        guidance.Confidences(0).zero_();
        Assert.Equal(0.75f, guidance.Confidences(0).item<float>(), 1e-6);
        Assert.Null(guidance.ValueWeights(Steps.Of(1, 1)));
    }

    [Fact]
    public void A_skipped_step_is_refused()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 1);
        var error = Assert.Throws<InvalidOperationException>(() => ObserveZeros(guidance, 1));
        Assert.Equal("Step 1 cannot be observed: 0 of 4 steps have been, and each step needs those before it.",
            error.Message);
    }

    [Fact]
    public void A_step_behind_the_last_is_refused()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 1, steps: 1);
        ObserveZeros(guidance, 0);
        var error = Assert.Throws<InvalidOperationException>(() => ObserveZeros(guidance, 1));
        Assert.StartsWith("Step 1 cannot be observed: 1 of 1 steps have been", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_batch_is_refused()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 2);
        var error = Assert.Throws<ArgumentException>(
            () => guidance.Observe(Steps.Of(2, 0), zeros(2, 5), zeros(1, ScalarType.Int64)));
        Assert.Equal("SoftCFG for 2 sequences observes logits [4, V] and tokens [2]; got [2, 5] and [1].",
            error.Message);
    }

    [Fact]
    public void A_sequence_weighs_the_same_whatever_step_its_neighbours_are_at() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 7].Array[3], Gen.Enum<WeightAlignment>(), Gen.Bool)
            .Sample((seed, observed, alignment, normalized) =>
            {
                using var scope = NewDisposeScope();
                GuidanceOptions options = new() { Alignment = alignment, StepNormalization = normalized };
                using var together = Created(options, batch: 3, steps: 8);
                for (var place = 0; place < 3; place++)
                {
                    for (var step = 0; step < observed[place]; step++)
                        together.Observe(At([place], [step]), Random(seed + 10 * place + step, 2, 12), zeros(1, ScalarType.Int64));
                }
                var all = together.ValueWeights(At([0, 1, 2], observed));
                for (var place = 0; place < 3; place++)
                {
                    using var alone = Created(options, batch: 1, steps: 8);
                    for (var step = 0; step < observed[place]; step++)
                        alone.Observe(Steps.Of(1, step), Random(seed + 10 * place + step, 2, 12), zeros(1, ScalarType.Int64));
                    var expected = alone.ValueWeights(Steps.Of(1, observed[place])) is { } w ? Floats(w) : [];
                    var actual = all is null ? [] : Floats(all[place]);
                    Assert.Equal(expected, actual.Take(expected.Length));
                    Assert.All(actual.Skip(expected.Length), w => Assert.Equal(1, w));
                }
            }, iter: 50);

    [Fact]
    public void A_place_taken_anew_has_forgotten_the_sequence_before()
    {
        using var scope = NewDisposeScope();
        using var guidance = Created(new(), batch: 1);
        ObserveZeros(guidance, 0);
        ObserveZeros(guidance, 1);
        guidance.Begin(0);
        Assert.Equal(0, guidance.Confidences(0).NumberOfElements);
        Assert.Throws<InvalidOperationException>(() => ObserveZeros(guidance, 1));
    }

    [Fact]
    public void A_decode_leaves_no_tensor_behind()
    {
        var statistics = DisposeScopeManager.Statistics;
        var before = statistics.ThreadTotalLiveCount;
        using (var guidance = Created(new(), batch: 2))
        using (var probe = new WeightProbe(4, Prefix, 4))
        {
            for (var step = 0; step < 4; step++)
            {
                using var weights = probe.Feed(guidance, step);
                using var at = Steps.Of(2, step);
                using var logits = zeros(4, 5);
                using var tokens = zeros(2, ScalarType.Int64);
                using var guided = guidance.Combine(at, logits);
                guidance.Observe(at, logits, tokens);
            }
            using var confidences = guidance.Confidences(0);
            using var end = Steps.Of(2, 4);
            using var last = guidance.ValueWeights(end);
        }
        Assert.Equal(before, statistics.ThreadTotalLiveCount);
    }

    private static SoftCfgGuidance Created(GuidanceOptions options, int batch, int steps = 4, double temperature = 1) =>
        (SoftCfgGuidance)options.Create(Steps.Context(batch, steps, temperature));

    private static GuidanceStep At(int[] places, int[] steps) => new(places, steps, CPU);

    /// <summary>Observes a step of a batch of one.</summary>
    private static void ObserveZeros(SoftCfgGuidance guidance, int step) =>
        guidance.Observe(Steps.Of(1, step), zeros(2, 5), zeros(1, ScalarType.Int64));
}
