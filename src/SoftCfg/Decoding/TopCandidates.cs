using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>The likeliest tokens of one step of several sequences, read back from the device at once.</summary>
internal sealed class TopCandidates
{
    private readonly int count, sequences;
    private readonly long[] tokens, chosen;
    private readonly float[] probabilities, chosenProbabilities;

    private TopCandidates(int count, Tensor all, Tensor choice)
    {
        (this.count, sequences) = (count, (int)choice.shape[0]);
        var distributions = (int)(all.shape[0] / sequences);
        var (values, indices) = all.topk(count, dim: -1);  // both [distributions * B, count]
        tokens = indices.cpu().contiguous().data<long>().ToArray();
        probabilities = values.exp().cpu().contiguous().data<float>().ToArray();
        chosen = choice.cpu().contiguous().data<long>().ToArray();
        using var repeated = choice.repeat(distributions).unsqueeze(1);
        chosenProbabilities = all.gather(1, repeated).exp().cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Finds them. Intermediate tensors go to the caller's dispose scope.</summary>
    /// <param name="branches">float32 [branches * B, V]: logarithms of the branches' probabilities.</param>
    /// <param name="guided">float32 [B, V]: those of the guided probabilities.</param>
    /// <param name="chosen">int64 [B]: the tokens chosen.</param>
    /// <param name="count">How many, at least one.</param>
    public static TopCandidates Of(Tensor branches, Tensor guided, Tensor chosen, int count) =>
        new(Math.Min(count, (int)guided.shape[1]), cat([guided, branches]), chosen);

    /// <summary>Those of a sequence.</summary>
    /// <param name="row">Which, from 0 to B - 1.</param>
    /// <param name="wanted">How many.</param>
    public StepCandidates At(int row, int wanted)
    {
        IReadOnlyList<TokenProbability> of(int distribution)
        {
            var at = distribution * sequences + row;
            if (at >= chosenProbabilities.Length)
                return [];
            var best = Enumerable.Range(at * count, Math.Min(wanted, count))
                .Select(i => new TokenProbability(tokens[i], probabilities[i])).ToList();
            if (!best.Exists(candidate => candidate.Token == chosen[row]))
                best.Add(new(chosen[row], chosenProbabilities[at]));
            return best;
        }
        return new(of(1), of(2), of(0));
    }
}
