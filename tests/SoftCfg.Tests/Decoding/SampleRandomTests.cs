using CsCheck;
using SoftCfg.Decoding;

namespace SoftCfg.Tests.Decoding;

public class SampleRandomTests
{
    private static readonly Gen<int> GenIndex = Gen.Int[0, int.MaxValue];

    /// <summary>
    /// Stored seeds stay valid: the mapping from words to the uniform and from indices to the counter.
    /// </summary>
    [Fact]
    public void Uniforms_are_pinned()
    {
        Assert.Equal((0x6627e8d5e169c58dUL >> 11) / (double)(1UL << 53), new SampleRandom(0).Uniform(0, 0, 0));
        // Random123's digits of pi, as seed 0x299f31d0a4093822, sample 0x05a308d3243f6a88, step and draw.
        var (x0, x1, _, _) = Philox4x32.Scramble(
            (0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344), (0xa4093822, 0x299f31d0));
        var uniform = new SampleRandom(0x299f31d0a4093822).Uniform(0x05a308d3243f6a88, 0x13198a2e, 0x03707344);
        Assert.Equal(((((ulong)x0 << 32) | x1) >> 11) / (double)(1UL << 53), uniform);
    }

    [Fact]
    public void Uniforms_are_multiples_of_2_to_the_minus_53_below_one() =>
        Gen.Select(Gen.ULong, Gen.Long[0, long.MaxValue], GenIndex, GenIndex).Sample((seed, sample, step, draw) =>
        {
            var uniform = new SampleRandom(seed).Uniform(sample, step, draw);
            return uniform >= 0 && uniform < 1 && Math.ScaleB(uniform, 53) % 1 == 0;
        });

    [Fact]
    public void Every_coordinate_changes_the_uniform()
    {
        var random = new SampleRandom(7);
        double[] uniforms =
        [
            random.Uniform(1, 2, 3), random.Uniform(2, 2, 3), random.Uniform(1, 3, 3), random.Uniform(1, 2, 4),
            random.Uniform(1 + (1L << 32), 2, 3),
            new SampleRandom(8).Uniform(1, 2, 3), new SampleRandom(7 + (1UL << 32)).Uniform(1, 2, 3),
        ];
        Assert.Distinct(uniforms);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Uniforms_fill_the_interval_evenly(bool alongSamples)
    {
        const int Count = 100_000;
        var random = new SampleRandom(42);
        var bins = new int[20];
        for (var i = 0; i < Count; i++)
            bins[(int)(20 * (alongSamples ? random.Uniform(i, 5) : random.Uniform(5, i)))]++;
        var chiSquare = bins.Sum(n => Math.Pow(n - Count / 20.0, 2) / (Count / 20.0));
        Assert.InRange(chiSquare, 4, 50.8);  // 19 degrees of freedom: probability 1e-4 on either side
    }

    [Fact]
    public void Negative_indices_are_refused()
    {
        var random = new SampleRandom(0);
        Assert.Equal("sampleIndex", Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(-1, 0)).ParamName);
        Assert.Equal("step", Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(0, -1)).ParamName);
        Assert.Equal("draw", Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(0, 0, -1)).ParamName);
    }
}
