using System.Text;

namespace SoftCfg.Tests.Evaluation.Inception;

/// <summary>
/// The stand-in for the real weights that the golden cases were made with: every number is a hash of its tensor's name
/// and its index, so it is the same on every machine.
/// </summary>
internal static class FormulaWeights
{
    /// <summary>FNV-1a, 64 bits, of the UTF-8 bytes.</summary>
    public static ulong Hash(string name) => Encoding.UTF8.GetBytes(name)
        .Aggregate(0xCBF29CE484222325, (hash, value) => unchecked((hash ^ value) * 0x100000001B3));

    /// <summary>The SplitMix64 finaliser.</summary>
    public static ulong Mix(ulong x)
    {
        unchecked
        {
            var z = x + 0x9E3779B97F4A7C15;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return z ^ z >> 31;
        }
    }

    /// <summary>The constant of this name, row-major in the graph's layout.</summary>
    /// <param name="name">The Const node.</param>
    /// <param name="shape">Its shape in the graph.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="hashedGamma">Whether gammas are hashed as well, or 1.</param>
    public static float[] Values(string name, long[] shape, ulong seed, bool hashedGamma)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var leaf = name[(name.LastIndexOf('/') + 1)..];
        var (centre, width) = leaf switch
        {
            "gamma" => (1, hashedGamma ? 0.5 : 0),
            "beta" or "moving_mean" => (0, 0.25),
            "moving_variance" => (1, 0.5),
            "conv2d_params" => (0, Math.Sqrt(6.0 / (shape[0] * shape[1] * shape[2]))),
            "weights" => (0, 0.03125),
            _ => (0.0, 0.5),
        };
        var start = unchecked(Hash(name) + seed * 0xD1342543DE82EF95);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(centre + width * Unit(unchecked(start + (ulong)i)));
        return values;
    }

    private static double Unit(ulong x) => ((long)(Mix(x) >> 40) - 8388608) / 8388608.0;
}
