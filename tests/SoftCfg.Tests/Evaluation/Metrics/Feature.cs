using SoftCfg.Decoding;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

/// <summary>Sets of features for tests.</summary>
internal static class Feature
{
    /// <summary>float32 [rows, columns], normal with a variance and mean of their own per column: the same on every
    /// system.</summary>
    public static Tensor Normal(int seed, int rows, int columns, double shift = 0)
    {
        var random = new SampleRandom((ulong)seed);
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (radius, angle) = (1 - random.Uniform(i, 0), random.Uniform(i, 1));
            var normal = Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
            var column = i % columns;
            values[i] = (float)(normal * (0.5 + (double)column / columns) + 0.1 * column + shift);
        }
        return tensor(values).reshape(rows, columns);
    }

    /// <summary>The moments of rows that come in batches of a size.</summary>
    public static FeatureMoments Moments(Tensor rows, int batchSize = 64)
    {
        using var accumulator = new MomentAccumulator((int)rows.shape[1]);
        foreach (var batch in rows.split(batchSize, 0))
        {
            accumulator.Append(batch);
            batch.Dispose();
        }
        return accumulator.Finish();
    }

    /// <summary>The Fréchet distance of two sets.</summary>
    public static double Distance(Tensor reference, Tensor sample)
    {
        using var referenceMoments = Moments(reference);
        using var sampleMoments = Moments(sample);
        return FrechetDistance.Between(referenceMoments, sampleMoments);
    }
}
