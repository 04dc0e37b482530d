namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// Speculative Jacobi decoding of one sequence (arXiv 2410.01699) without the model: proposes drafts, and, given the distributions
/// that a model predicts behind them, decides which stand. What was drawn behind the first that does not is the next step's drafts.
/// </summary>
/// <param name="options">How to draft and verify.</param>
/// <param name="length">Tokens to decode.</param>
/// <param name="source">Where drafts come from.</param>
/// <param name="uniforms">
/// A uniform in [0, 1) by (step, draw). Draws are numbered in this order: random drafts, rows, an acceptance for every draft, the
/// replacement; so that an image does not depend on what others do.
/// </param>
internal sealed class JacobiChain(JacobiOptions options, int length, DraftSource source, Func<int, int, double> uniforms)
{
    private readonly List<long> tokens = [];
    private readonly List<Draft> drafts = [];
    private readonly List<Draft> leftovers = [];
    private int steps, kept, drawn;
    private int began = -1;

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<long> Tokens => tokens;

    /// <summary>The drafts that are to be verified.</summary>
    public IReadOnlyList<Draft> Drafts => drafts;

    /// <summary>Rows that the next verification looks at: the newest token's, and one for each draft.</summary>
    public int Window => drafts.Count + 1;

    /// <summary>Whether all tokens are there.</summary>
    public bool IsFinished => tokens.Count == length;

    /// <summary>Proposes the drafts of a step.</summary>
    public void Propose()
    {
        var window = options.WindowBehind(began, length - tokens.Count);
        drawn = 0;
        drafts.Clear();
        kept = Math.Min(leftovers.Count, window - 1);
        drafts.AddRange(leftovers.Take(kept));
        while (drafts.Count < window - 1)
            drafts.Add(source.Next(tokens.Count + drafts.Count, tokens, drafts, () => uniforms(steps, drawn++)));
    }

    /// <summary>Decides which drafts stand.</summary>
    /// <param name="rows">
    /// A distribution for every row of the window: row i is that of the token behind the newest one and i drafts.
    /// </param>
    /// <param name="process">What a replacement's distribution goes through before it is drawn; by default nothing.</param>
    public JacobiIteration Verify(IReadOnlyList<TokenDistribution> rows, Func<TokenDistribution, TokenDistribution>? process = null)
    {
        var window = Window;
        var sampled = new long[window];
        for (var row = 0; row < window; row++)
            sampled[row] = rows[row].Draw(uniforms(steps, drawn + row));
        var verdict = Verification.Decide(options.Rule, drafts, rows, sampled[^1],
            draft => uniforms(steps, drawn + window + draft), () => uniforms(steps, drawn + window + drafts.Count), process);
        var iteration = new JacobiIteration(kept, drafts.ToArray(), sampled, verdict);
        GoOn(iteration, rows);
        return iteration;
    }

    private void GoOn(JacobiIteration iteration, IReadOnlyList<TokenDistribution> rows)
    {
        leftovers.Clear();
        for (var row = iteration.Accepted.Count; row < rows.Count; row++)
            leftovers.Add(new Draft(iteration.Sampled[row], rows[row]));
        began = tokens.Count;
        for (var i = 0; i < iteration.Accepted.Count; i++)
            source.Keep(began + i, rows[i]);
        tokens.AddRange(iteration.Accepted);
        steps++;
    }
}
