using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// Sequences that decode together in windows, each in its own. A sequence's place is its number; its conditional branch has the cache
/// slot of that number, its unconditional branch the one as far behind all of those.
/// </summary>
internal sealed class JacobiSession : IDisposable
{
    private readonly ICausalImageModel model;
    private readonly JacobiOptions options;
    private readonly KeyValueCache cache;
    private readonly WindowPasses passes;
    private readonly WindowWeights weights;
    private readonly List<Cohort> cohorts = [];
    private readonly List<JacobiMember> members = [];
    private readonly List<JacobiMember> active;

    public JacobiSession(ICausalImageModel model, IReadOnlyList<Sequence> sequences, JacobiOptions options)
    {
        (this.model, this.options) = (model, options);
        var (branches, positions) = (1, 0);
        foreach (var sequence in sequences)
        {
            branches = Math.Max(branches, sequence.Guidance.Branches);
            var context = Math.Max(sequence.Context.Count, sequence.Guidance.Branches == 2 ? sequence.UnconditionalContext.Count : 0);
            positions = Math.Max(positions, context + LengthOf(sequence));
        }
        cache = model.CreateCache(sequences.Count * branches, positions);
        (passes, weights) = (new WindowPasses(model, cache), new WindowWeights(cache, model.Device));
        try
        {
            foreach (var sequence in sequences)
                Join(sequence, sequences.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
        active = [.. members];
    }

    /// <summary>The sequences, in the order they were given in.</summary>
    public IReadOnlyList<JacobiMember> Members => members;

    /// <summary>Whether all sequences are.</summary>
    public bool IsFinished => active.Count == 0;

    /// <summary>Told of every sequence's every step; by default nobody is.</summary>
    public Action<Sequence, JacobiIteration>? Listener { get; init; }

    /// <summary>Tokens of a sequence.</summary>
    public int LengthOf(Sequence sequence) => sequence.Length == 0 ? model.SequenceLength : sequence.Length;

    /// <summary>Verifies a window of every sequence.</summary>
    /// <exception cref="InvalidOperationException">A sequence's logits held NaN or +inf, or nothing but -inf.</exception>
    public void Step()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        foreach (var member in active)
            member.Chain.Propose();
        var logits = Feed();
        foreach (var cohort in active.GroupBy(member => member.Cohort))
            Verify(cohort.Key, cohort.ToList(), logits);
        foreach (var member in active)
        {
            member.Sequence.Step = member.Chain.Tokens.Count;
            foreach (var row in RowsOf(member))
                row.RollBack(cache);
        }
        foreach (var member in active.Where(member => member.Chain.IsFinished))
            Finish(member);
        active.RemoveAll(member => member.Chain.IsFinished);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cohort in cohorts)
            cohort.Dispose();
        foreach (var member in members)
            member.Sequence.Place = -1;
        cache.Dispose();
    }

    private void Join(Sequence sequence, int capacity)
    {
        var (length, constraints) = (LengthOf(sequence), new StepConstraints(sequence.Constraint));
        var rowLength = sequence.Constraint?.RowLength is > 0 and var known ? known : options.RowLength;
        if (rowLength == 0 && options.Initialization != DraftInitialization.Random)
        {
            throw new ArgumentException($"Drafts of the kind {options.Initialization} look at neighbours, and nothing says how long the rows " +
                $"of image {sequence.Index} are: set {nameof(JacobiOptions)}.{nameof(JacobiOptions.RowLength)}, or give the sequence a constraint that knows.");
        }
        var source = new DraftSource(options, rowLength, constraints, model.CodebookSize);
        var chain = new JacobiChain(options, length, source, (step, draw) => Uniform(sequence, step, draw));
        var cohort = CohortFor(CohortKey.Of(sequence, length), capacity);
        sequence.Place = members.Count;
        members.Add(new JacobiMember(sequence, chain, constraints, cohort));
        cohort.Join(sequence);
    }

    private Cohort CohortFor(CohortKey key, int capacity)
    {
        if (cohorts.Find(cohort => cohort.Key == key) is { } known)
            return known;
        var cohort = new Cohort(key, new GuidanceContext(capacity, key.Length, model.CodebookSize, key.Sampling.Temperature, model.Device));
        cohorts.Add(cohort);
        if (!cohort.Guidance.CanGoBack)
        {
            throw new ArgumentException($"Guidance {key.Guidance.Own?.Name} cannot go back, as windows of drafts have to: " +
                $"decode token by token, or see {nameof(IGuidance)}.{nameof(IGuidance.CanGoBack)}.");
        }
        return cohort;
    }

    /// <summary>Runs the forward passes of a step.</summary>
    private WindowLogits Feed()
    {
        var logits = new WindowLogits();
        var rows = active.SelectMany(RowsOf).OrderBy(row => row.Branch).ToLookup(
            row => row.Branch == 1 && row.Member.TakesTwoPasses(options.SoftCfgWindow));
        passes.Feed(rows[false], weights.OfFirstRows, logits);
        // What these weigh hangs on the conditional rows of their drafts.
        passes.Feed(rows[true], unconditional => weights.OfEveryRow(unconditional, logits), logits);
        return logits;
    }

    private void Verify(Cohort cohort, IReadOnlyList<JacobiMember> guided, WindowLogits logits)
    {
        var sampling = new WindowSampling(cohort.Key.Sampling, options);
        var rows = Distributions(cohort, guided, sampling, logits);
        var iterations = new Dictionary<JacobiMember, JacobiIteration>();
        foreach (var member in guided)
        {
            var iteration = member.Chain.Verify(rows[member],
                options.ProcessReplacement ? rest => sampling.Again(rest, model.CodebookSize) : null);
            member.Tally.Count(iteration, member.TakesTwoPasses(options.SoftCfgWindow) ? 2 : 1);
            Listener?.Invoke(member.Sequence, iteration);
            iterations.Add(member, iteration);
        }
        for (var row = 0; row < iterations.Values.Max(iteration => iteration.Accepted.Count); row++)
        {
            var some = guided.Where(member => iterations[member].Accepted.Count > row).ToList();
            Observe(cohort, some, row, logits, some.ConvertAll(member => iterations[member].Accepted[row]));
        }
    }

    /// <summary>What the tokens behind each row of the sequences' windows are drawn from.</summary>
    private Dictionary<JacobiMember, TokenDistribution[]> Distributions(
        Cohort cohort, IReadOnlyList<JacobiMember> guided, WindowSampling sampling, WindowLogits logits)
    {
        var rows = guided.ToDictionary(member => member, member => new TokenDistribution[member.Window]);
        var (open, combined) = (new List<(JacobiMember Member, int Row)>(), new List<Tensor>());
        for (var row = 0; row < guided.Max(member => member.Window); row++)
        {
            var drawn = new List<JacobiMember>();
            foreach (var member in guided.Where(member => member.Window > row))
            {
                if (member.Constraints.Forced(member.Step + row) is { } forced)
                    rows[member][row] = TokenDistribution.Of(forced);
                else
                    drawn.Add(member);
            }
            if (drawn.Count == 0)
                continue;
            using var step = drawn.Step(row, model.Device);
            combined.Add(cohort.Guidance.Combine(step, logits.Row(drawn, cohort.Guidance.Branches, row)));
            open.AddRange(drawn.Select(member => (member, row)));
        }
        if (open.Count == 0)
            return rows;
        var distributions = sampling.Distributions(combined.Count == 1 ? combined[0] : cat(combined),
            open.ConvertAll(place => place.Member.Constraints.Allowed(place.Member.Step + place.Row)));
        foreach (var ((member, row), distribution) in open.Zip(distributions))
        {
            if (distribution.IsBroken)
                throw SessionState.NoDistribution(member.Sequence);
            rows[member][row] = distribution;
        }
        return rows;
    }

    /// <summary>Tells guidance and traces which tokens stand; drafts that were observed ahead are forgotten by it.</summary>
    private void Observe(Cohort cohort, IReadOnlyList<JacobiMember> standing, int row, WindowLogits logits, List<long> accepted)
    {
        using var step = standing.Step(row, model.Device);
        var possible = standing.Possible(row, logits.Row(standing, cohort.Guidance.Branches, row));
        var tokens = tensor(accepted.ToArray(), ScalarType.Int64, model.Device);
        cohort.Guidance.Observe(step, possible, tokens);
        cohort.Record(step, possible, tokens, standing.Select(member => member.Constraints.Forced(member.Step + row)).ToArray(),
            sequences: standing.Select(member => member.Sequence).ToList());
    }

    private static void Finish(JacobiMember member)
    {
        member.Sequence.Finish([.. member.Chain.Tokens], member.Cohort.TraceOf(member.Sequence));
        member.Cohort.Leave(member.Sequence);
        member.Sequence.Place = -1;
    }

    private IEnumerable<WindowRow> RowsOf(JacobiMember member) => Enumerable.Range(0, member.Cohort.Guidance.Branches)
        .Select(branch => new WindowRow(member, branch, branch * members.Count + member.Sequence.Place));

    private static double Uniform(Sequence sequence, int step, int draw)
    {
        var uniform = sequence.Uniforms(sequence.Index, step, draw);
        TokenSampler.RefuseUniforms([uniform]);
        return uniform;
    }
}
