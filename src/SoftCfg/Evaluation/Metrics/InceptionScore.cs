using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// The Inception Score as guided-diffusion's evaluator takes it: the images in file order, in groups of 5000, a short last
/// group counted in full; the mean over the groups (Salimans et al., arXiv 1606.03498, by another rule of groups).
/// </summary>
/// <remarks>
/// In float64 through log-softmax. The evaluator computes in float32, about 1e-6 away, and takes logarithms of
/// probabilities, so that one that underflows makes its score NaN; here it does not.
/// </remarks>
/// <param name="Score">The score, from 1 to the number of classes.</param>
/// <param name="Influence">
/// How much each image pulls at the score: its first derivative by the weight of the image, up to a constant per group.
/// </param>
internal sealed record InceptionScore(double Score, double[] Influence)
{
    /// <summary>Images of one group.</summary>
    public const int GroupSize = 5000;

    /// <summary>Scores images.</summary>
    /// <param name="logits">Floating point [N, classes], N at least 1.</param>
    /// <param name="groupSize">Images of one group.</param>
    /// <param name="cancellation">Checked every group.</param>
    public static InceptionScore Of(Tensor logits, int groupSize = GroupSize, CancellationToken cancellation = default)
    {
        var influence = new double[logits.shape[0]];
        var groups = (influence.Length + groupSize - 1) / groupSize;
        double total = 0;
        for (var first = 0; first < influence.Length; first += groupSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(groupSize, influence.Length - first);
            using var divergences = Divergences(logits, first, rows);       // [rows]
            using var mean = divergences.mean();
            var score = Math.Exp(mean.item<double>());
            total += score;
            // The score of a group moves by itself times the change of its mean divergence.
            var pull = score * influence.Length / ((double)groups * rows);
            var image = first;
            foreach (var divergence in divergences.data<double>().ToArray())
                influence[image++] = pull * (divergence - mean.item<double>());
        }
        return new InceptionScore(total / groups, influence);
    }

    /// <summary>The logarithms of the class probabilities: float64 [N, classes].</summary>
    internal static Tensor LogProbabilities(Tensor logits)
    {
        using var wide = logits.to(ScalarType.Float64);
        return wide.log_softmax(1);
    }

    /// <summary>Kullback-Leibler divergences of images' class probabilities from the mean of their group: [rows].</summary>
    private static Tensor Divergences(Tensor logits, long first, long rows)
    {
        using var scope = NewDisposeScope();
        var logs = LogProbabilities(logits.narrow(0, first, rows));
        // The logarithm of the mean without its detour through probabilities, which underflow.
        var logMean = logs.logsumexp(0, keepdim: true).Minus(Math.Log(rows));  // [1, classes]
        return (logs.exp() * (logs - logMean)).sum(1).MoveToOuterDisposeScope();
    }
}
