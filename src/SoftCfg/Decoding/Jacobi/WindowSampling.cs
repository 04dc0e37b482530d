using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// From guided logits to the distributions that tokens are drawn from: constraint, top-k, sigma filter, temperature, softmax, top-p.
/// </summary>
/// <param name="sampling">How tokens are drawn.</param>
/// <param name="options">The filter.</param>
internal sealed class WindowSampling(SamplingOptions sampling, JacobiOptions options)
{
    private readonly TokenSampler sampler = new(sampling);

    /// <summary>The distributions of rows; waits for the device.</summary>
    /// <param name="guided">float32 [R, V].</param>
    /// <param name="allowed">What may stand at each row's place; null where every token may.</param>
    public TokenDistribution[] Distributions(Tensor guided, IReadOnlyList<TokenRange?> allowed)
    {
        var distributions = new TokenDistribution[allowed.Count];
        foreach (var group in Enumerable.Range(0, allowed.Count).GroupBy(row => allowed[row]))
        {
            var rows = group.ToArray();
            var range = group.Key ?? new TokenRange(0, guided.shape[1]);
            using var scope = NewDisposeScope();
            var some = rows.Length == allowed.Count
                ? guided
                : guided.Rows(tensor(rows.Select(row => (long)row).ToArray(), ScalarType.Int64, guided.device));
            var scores = some.narrow(1, range.First, range.Count).contiguous();
            var probabilities = Process(scores, isNarrowed: range.Count < guided.shape[1]);
            for (var i = 0; i < rows.Length; i++)
                distributions[rows[i]] = new TokenDistribution(range.First, probabilities.AsMemory(i * (int)range.Count, (int)range.Count));
        }
        return distributions;
    }

    /// <summary>Puts a distribution through filter, top-k, temperature and top-p once more.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="vocabulary">Size of the vocabulary.</param>
    public TokenDistribution Again(TokenDistribution distribution, int vocabulary)
    {
        if (distribution.IsPoint)
            return distribution;
        using var scope = NewDisposeScope();
        var count = distribution.Probabilities.Length;
        var scores = tensor(distribution.Probabilities.ToArray(), [1, count], ScalarType.Float32, device: CPU).log();
        return distribution with { Probabilities = Process(scores, isNarrowed: count < vocabulary) };
    }

    /// <summary>float [R * count], row by row.</summary>
    private float[] Process(Tensor scores, bool isNarrowed)
    {
        if (options.SigmaFilter != SigmaFilter.Off)
            scores = TopNSigma.Apply(LargestOf(scores), options.SigmaFilter, isNarrowed);
        return sampler.Probabilities(scores).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The sigma filter looks at what top-k left, and the sampler's comes behind it.</summary>
    private Tensor LargestOf(Tensor scores)
    {
        if (sampling.TopK == 0 || sampling.TopK >= scores.shape[1])
            return scores;
        var (largest, _) = scores.topk(sampling.TopK, -1);
        return scores.MaskedFill(scores.lt(largest.narrow(1, sampling.TopK - 1, 1)), double.NegativeInfinity);
    }
}
