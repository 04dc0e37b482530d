using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Native;
using static SoftCfg.Tests.Tensors;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding;

public class TokenSamplerTests
{
    private const double AlmostOne = 1 - 1.0 / (1UL << 53);

    private static readonly Gen<(int Seed, int Rows, int Vocabulary)> GenLogits =
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 6], Gen.Int[1, 70]);

    private static readonly Gen<SamplingOptions> GenOptions =
        Gen.Select(Gen.Double[0.2, 3], Gen.Int[0, 12], Gen.Double[0.05, 1], Gen.Bool).Select((temperature, k, p, off) =>
            new SamplingOptions { Temperature = temperature, TopK = k, TopP = off ? 1 : p });

    [Theory]
    [InlineData(1)]
    [InlineData(0.6)]
    [InlineData(1.8)]
    public void Frequencies_match_the_softmax(double temperature)
    {
        using var scope = NewDisposeScope();
        const int Draws = 40_000;
        var logits = Random(3, 1, 10, spread: 1.5);
        var expected = logits.to(ScalarType.Float64).DividedBy(temperature).softmax(-1)[0].data<double>().ToArray();
        var frequencies = Frequencies(logits, Draws, new() { Temperature = temperature });
        var chiSquare = frequencies.Zip(expected, (n, p) => Math.Pow(n - Draws * p, 2) / (Draws * p)).Sum();
        Assert.InRange(chiSquare, 0.5, 33.7);  // 9 degrees of freedom: about 1e-4 on either side
    }

    [Theory]
    [InlineData(3, 1.0)]
    [InlineData(0, 0.7)]
    [InlineData(4, 0.6)]
    public void What_top_k_and_top_p_leave_keeps_its_proportions(int topK, double topP)
    {
        using var scope = NewDisposeScope();
        const int Draws = 40_000;
        double[] all = [0.05, 0.3, 0.1, 0.25, 0.2, 0.1];
        var likeliestFirst = all.Select((p, i) => (p, i)).OrderByDescending(t => t.p).ThenBy(t => t.i)
            .Take(topK == 0 ? all.Length : topK).ToList();
        var (reached, limit) = (0.0, topP * likeliestFirst.Sum(t => t.p) - 1e-6);
        var kept = likeliestFirst.TakeWhile(t => (reached += t.p) - t.p < limit).ToList();
        Assert.InRange(kept.Count, 2, 5);

        var frequencies = Frequencies(LogitsOf(all), Draws, new() { TopK = topK, TopP = topP });
        var mass = kept.Sum(t => t.p);
        Assert.Equal(Draws, kept.Sum(t => frequencies[t.i]));
        Assert.All(kept, t => Assert.Equal(t.p / mass, frequencies[t.i] / (double)Draws, 0.015));
    }

    [Fact]
    public void The_first_token_whose_cumulative_probability_exceeds_the_uniform_is_drawn()
    {
        using var scope = NewDisposeScope();
        var logits = LogitsOf([0.5, 0.25, 0.25]).expand(5, 3);
        Assert.Equal([0, 0, 1, 2, 2], Longs(new TokenSampler(new()).Sample(logits, [0, 0.49, 0.51, 0.76, AlmostOne])));
    }

    [Fact]
    public void A_drawn_token_is_possible_at_the_ends_of_the_interval() =>
        Gen.Select(GenLogits, GenOptions, Gen.Double[0, 1]).Sample((shape, options, uniform) =>
        {
            using var scope = NewDisposeScope();
            var logits = Random(shape.Seed, shape.Rows, shape.Vocabulary, spread: 60);
            // Some tokens are excluded, never all of a row.
            var excluded = logits.GreaterThan(20) & logits.lt(logits.amax([-1], keepdim: true));
            logits = logits.MaskedFill(excluded, float.NegativeInfinity);
            var possible = logits.DividedBy(options.Temperature).softmax(-1);
            double[] uniforms = [0, AlmostOne, Math.Min(uniform, AlmostOne)];
            foreach (var u in uniforms)
            {
                var tokens = new TokenSampler(options).Sample(logits, Enumerable.Repeat(u, shape.Rows).ToArray());
                var drawn = possible.gather(1, tokens.unsqueeze(1));
                if (!drawn.GreaterThan(0).all().item<bool>())
                    return false;
            }
            return true;
        }, iter: 200);

    /// <summary>
    /// The float32 probabilities of many equal logits sum to less than 1: the draw must not run off the end.
    /// </summary>
    [Theory]
    [InlineData(41)]
    [InlineData(49)]
    [InlineData(4096)]
    public void The_largest_uniform_draws_the_last_possible_token(int possible)
    {
        using var scope = NewDisposeScope();
        var logits = cat([zeros(1, possible), TensorArithmetic.Full([1, 7], float.NegativeInfinity, ScalarType.Float32)], 1);
        Assert.Equal([possible - 1], Longs(new TokenSampler(new()).Sample(logits, [AlmostOne])));
    }

    [Fact]
    public void Excluded_tokens_are_skipped_at_uniform_zero()
    {
        using var scope = NewDisposeScope();
        var logits = Row(float.NegativeInfinity, float.NegativeInfinity, 0, 1);
        Assert.Equal([2], Longs(new TokenSampler(new()).Sample(logits, [0])));
    }

    [Fact]
    public void Top_k_never_leaves_the_k_likeliest() =>
        Gen.Select(GenLogits, Gen.Int[1, 20], Gen.Double[0, 0.999]).Sample((shape, topK, uniform) =>
        {
            using var scope = NewDisposeScope();
            var logits = Random(shape.Seed, shape.Rows, shape.Vocabulary);
            var uniforms = Enumerable.Repeat(uniform, shape.Rows).ToArray();
            var tokens = Longs(new TokenSampler(new() { TopK = topK }).Sample(logits, uniforms));
            return Enumerable.Range(0, shape.Rows).All(row =>
                Floats(logits[row]).Count(l => l > logits[row, tokens[row]].item<float>()) < topK);
        }, iter: 200);

    [Fact]
    public void Of_equal_tokens_top_k_and_top_p_keep_those_with_the_lower_index()
    {
        using var scope = NewDisposeScope();
        var logits = Row(0, 2, 1, 1, 1, 0).expand(200, 6);
        var uniforms = Enumerable.Range(0, 200).Select(i => i / 200.0).ToArray();
        Assert.Equal([1, 2, 3], Drawn(new() { TopK = 3 }));
        // e^2, e, e of a mass of e^2 + 3 e + 2, cumulated: 0.42, 0.58, 0.73.
        Assert.Equal([1, 2], Drawn(new() { TopP = 0.55 }));
        Assert.Equal([1, 2, 3], Drawn(new() { TopP = 0.7 }));

        IEnumerable<long> Drawn(SamplingOptions options) =>
            Longs(new TokenSampler(options).Sample(logits, uniforms)).Distinct().Order();
    }

    [Fact]
    public void Top_p_leaves_at_least_one_token()
    {
        using var scope = NewDisposeScope();
        var logits = LogitsOf([0.1, 0.8, 0.1]).expand(3, 3);
        Assert.Equal([1, 1, 1], Longs(new TokenSampler(new() { TopP = 1e-6 }).Sample(logits, [0, 0.5, AlmostOne])));
    }

    [Fact]
    public void Top_k_of_the_whole_codebook_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var logits = Random(1, 50, 20);
        var uniforms = Uniforms(50);
        var all = Longs(new TokenSampler(new()).Sample(logits, uniforms));
        Assert.Equal(all, Longs(new TokenSampler(new() { TopK = 20 }).Sample(logits, uniforms)));
        Assert.Equal(all, Longs(new TokenSampler(new() { TopK = int.MaxValue }).Sample(logits, uniforms)));
    }

    [Fact]
    public void Greedy_takes_the_first_of_the_likeliest()
    {
        using var scope = NewDisposeScope();
        var logits = cat([Row(1, 3, 2, 3), Row(0, 0, 0, 0)]);
        var sampler = new TokenSampler(new() { Greedy = true, TopK = 3, TopP = 0.5, Temperature = 1e6 });
        Assert.Equal([1, 0], Longs(sampler.Sample(logits, [0.99, 0.99])));
    }

    [Fact]
    public void A_temperature_towards_zero_becomes_greedy() =>
        Gen.Select(GenLogits, Gen.Double[0, 0.999]).Sample((shape, uniform) =>
        {
            using var scope = NewDisposeScope();
            var logits = Random(shape.Seed, shape.Rows, shape.Vocabulary);
            var uniforms = Enumerable.Repeat(uniform, shape.Rows).ToArray();
            var cold = new TokenSampler(new() { Temperature = 1e-6 }).Sample(logits, uniforms);
            var drawn = logits.gather(1, cold.unsqueeze(1)).squeeze(1);
            // At this temperature float32 knows no probability of a logit that lies 1.1e-4 lower: exp(-110) is 0.
            return (logits.amax([1]) - drawn).max().item<float>() < 1.1e-4f;
        }, iter: 200);

    [Fact]
    public void A_row_is_drawn_alike_in_any_batch() =>
        Gen.Select(GenLogits, GenOptions).Sample((shape, options) =>
        {
            using var scope = NewDisposeScope();
            var logits = Random(shape.Seed, shape.Rows, shape.Vocabulary);
            var uniforms = Uniforms(shape.Rows);
            var sampler = new TokenSampler(options);
            var together = Longs(sampler.Sample(logits, uniforms));
            var alone = Enumerable.Range(0, shape.Rows)
                .Select(row => sampler.Sample(logits.narrow(0, row, 1), [uniforms[row]]).item<long>());
            var reversed = Longs(sampler.Sample(logits.flip(0), uniforms.Reverse().ToArray()));
            return together.SequenceEqual(alone) && together.SequenceEqual(reversed.Reverse());
        }, iter: 200);

    [Fact]
    public void Reduced_precision_logits_are_drawn_in_float32()
    {
        using var scope = NewDisposeScope();
        var logits = Random(5, 30, 40).to(ScalarType.BFloat16);
        var sampler = new TokenSampler(new() { Temperature = 0.7 });
        var expected = sampler.Sample(logits.to(ScalarType.Float32), Uniforms(30));
        Assert.Equal(Longs(expected), Longs(sampler.Sample(logits, Uniforms(30))));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Logits_without_a_distribution_are_refused(float bad)
    {
        using var scope = NewDisposeScope();
        var logits = zeros(3, 4);
        logits[1, 2] = bad;
        foreach (var options in new SamplingOptions[] { new(), new() { Greedy = true }, new() { TopK = 2 } })
        {
            var sampler = new TokenSampler(options);
            var error = Assert.Throws<InvalidOperationException>(() => sampler.Sample(logits, new double[3]));
            Assert.StartsWith("Row 1 of the logits gives no distribution: it holds NaN or +inf", error.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_without_any_possible_token_is_refused()
    {
        using var scope = NewDisposeScope();
        var logits = TensorArithmetic.Full([1, 4], float.NegativeInfinity, ScalarType.Float32);
        var error = Assert.Throws<InvalidOperationException>(() => new TokenSampler(new()).Sample(logits, [0.5]));
        Assert.Contains("or nothing but -inf", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "A uniform is 1; it must be in [0, 1).")]
    [InlineData(-0.25, "A uniform is -0.25; it must be in [0, 1).")]
    [InlineData(double.NaN, "A uniform is NaN; it must be in [0, 1).")]
    public void A_uniform_outside_the_interval_is_refused(double uniform, string message)
    {
        using var logits = zeros(1, 4);
        var error = Assert.Throws<ArgumentException>(() => new TokenSampler(new()).Sample(logits, [uniform]));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Uniforms_of_another_batch_are_refused()
    {
        using var logits = zeros(2, 4);
        var error = Assert.Throws<ArgumentException>(() => new TokenSampler(new()).Sample(logits, [0.5]));
        Assert.StartsWith("Sampling takes logits [B, V] and B uniforms; got logits [2, 4] and 1 uniforms.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sampling_leaves_nothing_but_the_tokens()
    {
        using var scope = NewDisposeScope();
        var logits = Random(1, 4, 9);
        SamplingOptions[] all = [new(), new() { Greedy = true }, new() { TopK = 2, TopP = 0.5 }];
        foreach (var options in all)
        {
            var before = scope.DisposablesCount;
            using (new TokenSampler(options).Sample(logits, Uniforms(4)))
                Assert.Equal(before + 1, scope.DisposablesCount);
            Assert.Equal(before, scope.DisposablesCount);
        }
    }

    private static double[] Uniforms(int rows)
    {
        var random = new SampleRandom(11);
        return Enumerable.Range(0, rows).Select(row => random.Uniform(row, 0)).ToArray();
    }

    private static int[] Frequencies(Tensor row, int draws, SamplingOptions options)
    {
        var tokens = Longs(new TokenSampler(options).Sample(row.expand(draws, row.shape[1]), Uniforms(draws)));
        var counts = new int[row.shape[1]];
        foreach (var token in tokens)
            counts[token]++;
        return counts;
    }
}
