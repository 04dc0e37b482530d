using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Native;
using SoftCfg.Tests.GoldenHarness;
using static SoftCfg.Tests.Tensors;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

/// <summary>Guidance and sampling by kernels against the same by libtorch, which float64 logits still take.</summary>
public class LogitRowsTests
{
    private static readonly Gen<(int Seed, int Rows, int Vocabulary)> GenLogits =
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 5], Gen.Int[1, 90]);

    private static readonly Gen<SamplingOptions> GenOptions =
        Gen.Select(Gen.Double[0.2, 3], Gen.Int[0, 12], Gen.Double[0.05, 1], Gen.Int[0, 3]).Select((temperature, k, p, kind) =>
            new SamplingOptions { Temperature = temperature, TopK = k, TopP = kind == 0 ? p : 1, Greedy = kind == 1 });

    [Fact]
    public void Tokens_are_those_of_libtorch() =>
        Gen.Select(GenLogits, GenOptions, Gen.Double[0, 0.999999]).Sample((shape, options, uniform) =>
        {
            using var scope = NewDisposeScope();
            var logits = WithExcluded(Random(shape.Seed, shape.Rows, shape.Vocabulary, spread: 8));
            var uniforms = Enumerable.Repeat(uniform, shape.Rows).ToArray();
            var sampler = new TokenSampler(options);
            var ours = Longs(sampler.Sample(logits, uniforms));
            // Where the uniform lies on the edge between two tokens, the last bit of a probability decides.
            foreach (var nearby in new[] { 0, 1e-6, -1e-6 })
            {
                var moved = uniforms.Select(u => Math.Clamp(u + nearby, 0, 0.9999999)).ToArray();
                var theirs = Longs(sampler.Sample(logits.to(ScalarType.Float64), moved));
                ours = ours.Zip(theirs, (our, their) => our == their ? -1 : our).ToArray();
            }
            Assert.All(ours, token => Assert.Equal(-1, token));
        }, iter: 300);

    [Fact]
    public void A_row_does_not_look_at_its_neighbours()
    {
        using var scope = NewDisposeScope();
        // Enough for two threads.
        var logits = Random(5, 40, 4096, spread: 3);
        var uniforms = Enumerable.Range(0, 40).Select(i => i / 40.0).ToArray();
        var sampler = new TokenSampler(new() { TopK = 100, TopP = 0.9 });
        var together = Longs(sampler.Sample(logits, uniforms));
        var alone = Enumerable.Range(0, 40).SelectMany(i => Longs(sampler.Sample(logits.narrow(0, i, 1), [uniforms[i]]))).ToArray();
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Top_k_keeps_of_equals_those_with_the_lower_index()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 1, 2, 2, 0, 2, 2, 1 }, [1, 7], ScalarType.Float32, CPU);
        var drawn = Enumerable.Range(0, 300)
            .SelectMany(i => Longs(new TokenSampler(new() { TopK = 3 }).Sample(logits, [i / 300.0]))).Distinct().Order();
        Assert.Equal([1, 2, 4], drawn);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 40)]
    [InlineData(37, 4096)]
    public void Guided_logits_are_libtorchs_to_the_bit(int sequences, int vocabulary)
    {
        using var scope = NewDisposeScope();
        var logits = Random(9, 2 * sequences, vocabulary, spread: 30);
        var guidance = new ClassifierFreeGuidance(new CosinePowerSchedule(7.3, 1.5, 20), CPU);
        using var step = new GuidanceStep(
            Enumerable.Range(0, sequences).ToArray(), Enumerable.Range(0, sequences).Select(i => i % 20).ToArray(), CPU);
        var ours = guidance.Combine(step, logits);
        // Two rows side by side in memory are none behind the other.
        var theirs = guidance.Combine(step, logits.t().contiguous().t());
        Assert.True(sequences == 1 && vocabulary == 1 || !logits.t().contiguous().t().is_contiguous());
        Assert.Equal(Floats(theirs), Floats(ours));
    }

    [Theory]
    [InlineData(ConfidenceSource.Sampled)]
    [InlineData(ConfidenceSource.Maximum)]
    public void Confidences_are_those_of_libtorch(ConfidenceSource source)
    {
        using var scope = NewDisposeScope();
        var logits = WithExcluded(Random(11, 6, 1000, spread: 9));
        var tokens = logits.narrow(0, 0, 3).argmax(-1);
        var context = Steps.Context(3, steps: 4, temperature: 0.7, codes: 1000);
        float[] Confidences(Tensor given)
        {
            using var guidance = (SoftCfgGuidance)new GuidanceOptions { Confidence = source }.Create(context);
            using var step = Steps.Of(3, 0);
            guidance.Observe(step, given, tokens);
            return Enumerable.Range(0, 3).Select(place => Floats(guidance.Confidences(place))[0]).ToArray();
        }
        AssertClose(Confidences(logits.to(ScalarType.Float64)), Confidences(logits), 1e-6f);
    }

    [Fact]
    public void Divergences_are_those_of_libtorch() =>
        Gen.Select(GenLogits, Gen.Double[0.2, 3]).Sample((shape, temperature) =>
        {
            using var scope = NewDisposeScope();
            // What the one excludes the other may not.
            var conditional = WithExcluded(Random(shape.Seed, shape.Rows, shape.Vocabulary, spread: 8));
            var unconditional = Random(shape.Seed + 1, shape.Rows, shape.Vocabulary, spread: 8);
            var log = cat([conditional, unconditional]).to(ScalarType.Float64).DividedBy(temperature).log_softmax(-1);
            var (p, q) = (log.narrow(0, 0, shape.Rows), log.narrow(0, shape.Rows, shape.Rows));
            var expected = p.exp().mul(p.Minus(q)).nan_to_num(0).sum(1).to(ScalarType.Float32);
            AssertClose(Floats(expected), LogitRows.Divergences(cat([conditional, unconditional]), temperature), 2e-4f);
        }, iter: 300);

    [Fact]
    public void A_divergence_from_what_excludes_a_token_is_the_largest_number()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1, 2, 3, float.NegativeInfinity, 2, 3, float.NaN, 2, 3, 1, 2, 3 }, [4, 3], ScalarType.Float32, CPU);
        var divergences = LogitRows.Divergences(cat([logits.narrow(0, 0, 1), logits.narrow(0, 2, 1), logits.narrow(0, 1, 1), logits.narrow(0, 3, 1)]), 1);
        Assert.Equal([float.MaxValue, float.NaN], divergences);
    }

    [Fact]
    public void Value_weights_are_those_of_libtorch() =>
        Gen.Select(Gen.Float[0, 1].Array[1, 60], Gen.Double[0, 4], Gen.Bool).Sample((confidences, strength, normalised) =>
        {
            using var scope = NewDisposeScope();
            var options = new GuidanceOptions { Strength = strength, StepNormalization = normalised };
            var row = tensor(confidences, [1, confidences.Length], ScalarType.Float32, CPU);
            AssertClose(Floats(ValueWeights.FromConfidences(row.to(ScalarType.Float64), options)),
                Floats(ValueWeights.FromConfidences(row, options)), 1e-7f);
        }, iter: 200);

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    /// <summary>Some tokens excluded, never the largest of a row.</summary>
    private static Tensor WithExcluded(Tensor logits) =>
        logits.MaskedFill(logits.LessThan(-4) & logits.lt(logits.amax([-1], keepdim: true)), float.NegativeInfinity);
}
