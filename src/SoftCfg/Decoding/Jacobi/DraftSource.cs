namespace SoftCfg.Decoding.Jacobi;

/// <summary>Drafts for the places of one image that no earlier iteration left a draft for.</summary>
/// <param name="options">How to draft.</param>
/// <param name="rowLength">Tokens from the beginning of a row to that of the next; 0 where unknown.</param>
/// <param name="constraints">What may stand where.</param>
/// <param name="vocabulary">Size of the vocabulary.</param>
internal sealed class DraftSource(JacobiOptions options, int rowLength, StepConstraints constraints, int vocabulary)
{
    private readonly Dictionary<int, TokenDistribution> distributions = [];  // of accepted tokens by step: one row and a bit
    private int? firstCode;

    private bool LooksLeft => options.Initialization is DraftInitialization.RepeatLeft or DraftInitialization.SampleLeft;

    private bool Samples => options.Initialization is DraftInitialization.SampleLeft or DraftInitialization.SampleAbove;

    /// <summary>Keeps the distribution that an accepted token was drawn from, where drafts will want it.</summary>
    public void Keep(int step, TokenDistribution distribution)
    {
        if (!Samples)
            return;
        distributions[step] = distribution;
        distributions.Remove(step - rowLength - 1);
    }

    /// <summary>Drafts a token.</summary>
    /// <param name="step">The step it is for.</param>
    /// <param name="tokens">The tokens accepted so far.</param>
    /// <param name="drafts">The drafts behind them, up to the step.</param>
    /// <param name="uniform">Draws the next uniform.</param>
    public Draft Next(int step, IReadOnlyList<long> tokens, IReadOnlyList<Draft> drafts, Func<double> uniform)
    {
        if (options.RandomDrafts is null && constraints.Forced(step) is { } forced)
            return Draft.Of(forced);
        if (Neighbour(step) is not { } neighbour)
            return Random(options.RandomDrafts ?? constraints.Allowed(step) ?? new TokenRange(0, vocabulary), uniform());
        var isDraft = neighbour >= tokens.Count;
        if (!Samples)
            return Draft.Of(isDraft ? drafts[neighbour - tokens.Count].Token : tokens[neighbour]);
        var source = isDraft ? drafts[neighbour - tokens.Count].Source : distributions[neighbour];
        return new Draft(source.Draw(uniform()), source);
    }

    private static Draft Random(TokenRange range, double uniform) =>
        Draft.Of(range.First + Math.Min((long)(uniform * range.Count), range.Count - 1));

    /// <summary>The step of the code that a draft takes after; null where it is random.</summary>
    private int? Neighbour(int step)
    {
        if (options.Initialization == DraftInitialization.Random || !constraints.IsCode(step))
            return null;
        return LooksLeft ? Left(step) ?? Above(step) : Above(step) ?? Left(step);
    }

    private int? Left(int step) => (step - FirstCode(step)) % rowLength > 0 && constraints.IsCode(step - 1) ? step - 1 : null;

    private int? Above(int step) =>
        step - rowLength >= FirstCode(step) && constraints.IsCode(step - rowLength) ? step - rowLength : null;

    /// <summary>The step of the image's first code, which begins its first row.</summary>
    private int FirstCode(int step)
    {
        if (firstCode is null)
        {
            firstCode = 0;
            while (firstCode < step && !constraints.IsCode(firstCode.Value))
                firstCode++;
        }
        return firstCode.Value;
    }
}
