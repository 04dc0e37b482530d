using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Native;
using static SoftCfg.Tests.Tensors;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Guidance;

public class ValueWeightsTests
{
    private static readonly float[] Extremes = [0, 1e-8f, 1e-5f, 0.5f, 1];

    /// <summary>Confidences of one row, with the extremes that softmax reaches.</summary>
    private static readonly Gen<float[]> GenConfidences = Gen.OneOf(
        Gen.Float[0, 1], Gen.Int[0, Extremes.Length - 1].Select(i => Extremes[i])).Array[1, 60];

    [Fact]
    public void Step_normalized_weights_are_the_closed_form()
    {
        // S = 1.5: 1 - 0.5 / 1.5, 1 - 0.9 / 1.5, 1 - 0.1 / 1.5; squared.
        GuidanceOptions options = new() { Epsilon = 1e-12, Strength = 2 };
        AssertClose([4 / 9f, 0.16f, 196 / 225f], Weights([0.5f, 0.9f, 0.1f], options), 1e-6f);
    }

    [Fact]
    public void Weights_without_step_normalization_have_no_floor() =>
        AssertClose([0.25f, 0f, 1f], Weights([0.5f, 1f, 0f], new() { StepNormalization = false, Strength = 2 }), 0);

    [Fact]
    public void A_single_confidence_takes_the_floor() => AssertClose([0.05f], Weights([0.7f], new()), 0);

    [Fact]
    public void Confidences_of_zero_weaken_nothing()
    {
        AssertClose([1, 1], Weights([0, 0], new()), 0);
        AssertClose([1, 1], Weights([0, 0], new() { StepNormalization = false }), 0);
    }

    [Fact]
    public void Strength_zero_weakens_nothing() => GenConfidences.Sample(confidences =>
        Assert.All(Weights(confidences, new() { Strength = 0 }), w => Assert.Equal(1, w)), iter: 100);

    [Fact]
    public void Step_normalized_weights_lie_between_the_floor_and_one() =>
        Gen.Select(GenConfidences, Gen.Double[0, 4], Gen.Double[0, 1]).Sample((confidences, strength, minimum) =>
            Assert.All(Weights(confidences, new() { Strength = strength, MinimumWeight = minimum }),
                w => Assert.InRange(w, (float)minimum, 1)), iter: 300);

    [Fact]
    public void The_perturbation_of_a_step_sums_to_at_most_one_at_strength_one() =>
        GenConfidences.Sample(confidences =>
        {
            var perturbation = Weights(confidences, new()).Sum(w => 1 - (double)w);
            Assert.InRange(perturbation, 0, 1 + 1e-7 * confidences.Length);
        }, iter: 300);

    [Fact]
    public void The_order_of_confidences_does_not_matter() =>
        Gen.Select(GenConfidences, Gen.Double[0.1, 4]).Sample((confidences, strength) =>
        {
            GuidanceOptions options = new() { Strength = strength };
            var sorted = Weights(confidences.Order().ToArray(), options);
            AssertClose(sorted.Order().ToArray(), Weights(confidences, options).Order().ToArray(), 1e-7f);
        }, iter: 200);

    [Fact]
    public void More_strength_never_raises_a_weight() =>
        Gen.Select(GenConfidences, Gen.Double[0, 3], Gen.Double[0, 3], Gen.Bool).Sample((confidences, s, more, norm) =>
        {
            var weights = Weights(confidences, new() { Strength = s, StepNormalization = norm });
            var weakened = Weights(confidences, new() { Strength = s + more, StepNormalization = norm });
            Assert.All(weights.Zip(weakened), pair => Assert.True(pair.Second <= pair.First));
        }, iter: 200);

    [Fact]
    public void The_closed_form_is_the_product_of_the_releases_factors() =>
        Gen.Select(GenConfidences, Gen.Double[0.25, 3]).Sample((confidences, strength) =>
        {
            GuidanceOptions options = new() { Strength = strength };
            var product = Enumerable.Repeat(1.0, confidences.Length).ToArray();
            float[] before = [];
            for (var n = 1; n <= confidences.Length; n++)
            {
                var now = Weights(confidences[..n], options);
                for (var j = 0; j < n; j++)
                    product[j] *= j < n - 1 ? now[j] / (double)before[j] : now[j];
                before = now;
            }
            AssertClose(product.Select(p => (float)p).ToArray(), Weights(confidences, options), 1e-6f);
        }, iter: 100);

    [Fact]
    public void A_row_has_the_same_weights_in_any_batch() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[2, 6], Gen.Int[1, 300], Gen.Bool).Sample((seed, rows, count, norm) =>
        {
            using var scope = NewDisposeScope();
            GuidanceOptions options = new() { StepNormalization = norm, Strength = 1.3 };
            var confidences = Random(seed, rows, count, spread: 0.5).Plus(0.5);
            var together = ValueWeights.FromConfidences(confidences, options);
            for (var row = 0; row < rows; row++)
            {
                var alone = ValueWeights.FromConfidences(confidences.narrow(0, row, 1), options);
                Assert.Equal(Floats(together[row]), Floats(alone));
            }
        }, iter: 100);

    private static float[] Weights(float[] confidences, GuidanceOptions options)
    {
        using var scope = NewDisposeScope();
        return Floats(ValueWeights.FromConfidences(Row(confidences), options));
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual),
            pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
