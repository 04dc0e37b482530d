namespace SoftCfg.Decoding;

/// <summary>
/// The uniforms that images are sampled with. Each is a function of the seed and of what it is for (sample, step,
/// draw), so an image is the same whatever batch, worker or restart produces it.
/// </summary>
/// <remarks>
/// Philox-4x32-10 with the seed as key (low word first) and the counter (sample index low, sample index high, step,
/// draw). The first two words of the result, the first one high, give the uniform's 53 bits. This will not change
/// between versions: stored seeds stay valid.
/// </remarks>
/// <param name="seed">The seed; every value is as good as any other.</param>
public sealed class SampleRandom(ulong seed)
{
    /// <summary>The seed.</summary>
    public ulong Seed => seed;

    /// <summary>A uniform number.</summary>
    /// <param name="sampleIndex">The image's index in its run, from 0.</param>
    /// <param name="step">The index of the token being sampled, from 0.</param>
    /// <param name="draw">Which draw of that step, from 0: more than one where a decoder drafts and verifies.</param>
    /// <returns>A multiple of 2^-53 in [0, 1).</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public double Uniform(long sampleIndex, int step, int draw = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(draw);
        var (high, low, _, _) = Philox4x32.Scramble(
            ((uint)sampleIndex, (uint)(sampleIndex >> 32), (uint)step, (uint)draw),
            ((uint)seed, (uint)(seed >> 32)));
        return ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));
    }
}
