using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>
/// Sequences that decode together, a token each at every <see cref="Step"/>. They join and leave between steps, and each is
/// decoded as if it were alone, whatever guidance, sampling and length the others have. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// A step is one forward pass of all rows that feed equally many tokens: one pass, but for sequences that have just joined with
/// a context of several tokens. A sequence has a place; its conditional branch has the cache slot of that number, its
/// unconditional branch the one <see cref="Capacity"/> further. Whatever does not depend on what was sampled is uploaded when a
/// sequence joins, and nothing is read back before it is finished, unless it wants a trace.
/// </remarks>
public sealed class DecodeSession : IDisposable
{
    private readonly ICausalImageModel model;
    private readonly int branches;
    private readonly KeyValueCache cache;
    private readonly Sequence?[] places;
    private readonly List<Cohort> cohorts = [];
    private readonly SessionState state;

    /// <summary>Allocates a session for a model: its cache above all.</summary>
    /// <param name="model">The model; the caller keeps it.</param>
    /// <param name="capacity">Sequences that decode at a time, at most.</param>
    /// <param name="branches">Rows per sequence: 2 (default), or 1 where no sequence will be guided.</param>
    /// <param name="longestContext">Tokens in front of an image, at most; by default those of a class.</param>
    /// <param name="longestImage">Tokens of an image, at most; by default those of the model's images.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no place, or neither one branch nor two.</exception>
    public DecodeSession(ICausalImageModel model, int capacity, int branches = 2, int? longestContext = null,
        int? longestImage = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(branches, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(branches, 2);
        (this.model, this.branches) = (model, branches);
        places = new Sequence?[capacity];
        LongestImage = longestImage ?? model.SequenceLength;
        cache = model.CreateCache(capacity * branches, (longestContext ?? model.Context(null).Count) + LongestImage);
        state = new SessionState(capacity, branches, LongestImage, model.Device);
    }

    /// <summary>Sequences that decode at a time, at most.</summary>
    public int Capacity => places.Length;

    /// <summary>Tokens of an image, at most.</summary>
    public int LongestImage { get; }

    /// <summary>Where it decodes.</summary>
    public Device Device => model.Device;

    /// <summary>Sequences that are decoding.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a sequence in; it decodes from the next step on.</summary>
    /// <param name="sequence">The sequence, which has not joined a session before.</param>
    /// <exception cref="ArgumentException">Its options cannot be used, or its contexts do not fit.</exception>
    /// <exception cref="InvalidOperationException">Every place is taken, or it has joined before.</exception>
    public void Join(Sequence sequence)
    {
        sequence.Validate(LongestImage);
        if (sequence.Place >= 0 || sequence.Step > 0)
            throw new InvalidOperationException("A sequence joins one session, once.");
        var length = sequence.Length == 0 ? LongestImage : sequence.Length;
        var longest = Math.Max(sequence.Context.Count, sequence.Guidance.Branches == 2 ? sequence.UnconditionalContext.Count : 0);
        if (longest + length > cache.Capacity)
        {
            throw new ArgumentException($"{longest} tokens of context and {length} of the image do not fit into the " +
                $"{cache.Capacity} positions of this session.");
        }
        var place = Array.IndexOf(places, null);
        if (place < 0)
            throw new InvalidOperationException($"All {Capacity} places of the session are taken.");
        var cohort = CohortFor(CohortKey.Of(sequence, length));
        sequence.Place = place;
        state.Begin(sequence, length);
        cohort.Join(sequence);
        places[place] = sequence;
        Count++;
    }

    /// <summary>Lets a sequence go before it is finished; what was decoded of it is lost.</summary>
    /// <param name="sequence">A sequence of this session.</param>
    /// <exception cref="ArgumentException">It is not of this session.</exception>
    public void Leave(Sequence sequence)
    {
        var place = Array.IndexOf(places, sequence);
        if (place < 0)
            throw new ArgumentException("The sequence is not decoding in this session.", nameof(sequence));
        for (var branch = 0; branch < branches; branch++)
            cache.RollBack(SlotOf(place, branch));
        var cohort = cohorts.Find(cohort => cohort.Sequences.Contains(sequence))!;
        cohort.Leave(sequence);
        if (cohort.Sequences.Count == 0)
        {
            cohorts.Remove(cohort);
            cohort.Dispose();
        }
        places[place] = null;
        sequence.Place = -1;
        Count--;
    }

    /// <summary>Samples the next token of every sequence.</summary>
    /// <returns>The sequences that are finished by it; they have left.</returns>
    /// <exception cref="InvalidOperationException">A finished sequence's logits held NaN or +inf, or nothing but -inf.</exception>
    public IReadOnlyList<Sequence> Step()
    {
        if (Count == 0)
            return [];
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var rows = Feed();
        foreach (var cohort in cohorts)
            Sample(cohort, rows.Of(cohort.Sequences, cohort.Guidance.Branches));
        var finished = new List<Sequence>();
        foreach (var cohort in cohorts)
        {
            foreach (var sequence in cohort.Sequences)
            {
                sequence.Step++;
                if (sequence.Step == cohort.Key.Length)
                    finished.Add(sequence);
            }
        }
        foreach (var sequence in finished)
        {
            state.ThrowIfBroken(sequence);
            sequence.Finish(state.TokensOf(sequence), CohortOf(sequence).TraceOf(sequence));
            Leave(sequence);
        }
        return finished;
    }

    /// <summary>The tokens of a sequence so far. Waits for the device.</summary>
    /// <param name="sequence">A sequence of this session.</param>
    /// <returns>As many as it has sampled.</returns>
    public IReadOnlyList<long> TokensOf(Sequence sequence) => state.TokensOf(sequence);

    /// <summary>The token that a sequence has sampled last. Waits for the device.</summary>
    /// <param name="sequence">A sequence of this session that has sampled one.</param>
    /// <returns>The token.</returns>
    internal long LastTokenOf(Sequence sequence) => state.LastTokenOf(sequence);

    /// <summary>What guidance has done to a sequence so far.</summary>
    /// <param name="sequence">A sequence of this session.</param>
    /// <returns>Its trace, with as many steps as it has sampled, whose lists grow with it; null unless it asked for one.</returns>
    public DecodeTrace? TraceOf(Sequence sequence) => CohortOf(sequence).TraceOf(sequence);

    /// <summary>
    /// Refuses logits that make no distribution. Waits for the device, which is why no step asks: long decodes do it now and
    /// then, and each sequence is checked before it is finished.
    /// </summary>
    /// <exception cref="InvalidOperationException">A sequence's logits held NaN or +inf, or nothing but -inf.</exception>
    public void ThrowIfBroken()
    {
        foreach (var sequence in places.OfType<Sequence>())
            state.ThrowIfBroken(sequence);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cohort in cohorts)
            cohort.Dispose();
        state.Dispose();
        cache.Dispose();
    }

    /// <summary>Runs the forward passes of a step.</summary>
    private SessionLogits Feed()
    {
        var fed = new List<SessionRow>();
        foreach (var branch in Enumerable.Range(0, branches))
        {
            fed.AddRange(from sequence in places.OfType<Sequence>()
                         where branch < sequence.Guidance.Branches
                         select new SessionRow(sequence, branch, SlotOf(sequence.Place, branch)));
        }
        var passes = fed.GroupBy(row => row.TokenCount).Select(group => group.ToList()).ToList();
        var logits = passes.ConvertAll(Feed);
        return new SessionLogits(passes.SelectMany(rows => rows).ToList(), logits.Count == 1 ? logits[0] : cat(logits));
    }

    /// <summary>One forward pass of rows that feed equally many tokens: float [rows, V].</summary>
    private Tensor Feed(List<SessionRow> rows)
    {
        var slots = rows.ConvertAll(row => row.Slot);
        using var pass = new ForwardPass(state.TokensFor(rows), slots, cache)
        {
            Conditions = state.ConditionsFor(slots),
            Weights = SessionWeights.Of(cohorts, rows, cache, model.Device),
        };
        var logits = model.Forward(pass, cache);
        cache.Advance(pass);
        return logits.select(1, -1);
    }

    private void Sample(Cohort cohort, Tensor logits)
    {
        var sequences = cohort.Sequences;
        using var step = new GuidanceStep(
            sequences.Select(s => s.Place).ToArray(), sequences.Select(s => s.Step).ToArray(), model.Device)
        {
            Codes = sequences.Any(s => s.Constraint is not null)
                ? sequences.Select(s => s.Constraint?.IsCode(s.Step) ?? true).ToArray()
                : null,
        };
        var guided = SessionConstraints.Restrict(sequences, cohort.Guidance.Combine(step, logits));
        var sampled = cohort.Sampler.Draw(guided, state.UniformsFor(step), out var broken);  // [B]
        var forced = sequences.Select(s => s.Constraint?.Forced(s.Step)).ToArray();
        // Guidance sees what is fed next, sampled or not, and how likely that was among what may stand there.
        var chosen = SessionConstraints.Force(forced, sampled);
        var possible = SessionConstraints.Restrict(sequences, logits);
        cohort.Guidance.Observe(step, possible, chosen);
        cohort.Record(step, possible, chosen, forced, guided);
        state.Keep(step, cohort.Guidance.Branches, chosen, broken);
    }

    private Cohort CohortFor(CohortKey key)
    {
        if (cohorts.Find(cohort => cohort.Key == key) is { } known)
            return known;
        var cohort = new Cohort(key,
            new GuidanceContext(Capacity, key.Length, model.CodebookSize, key.Sampling.Temperature, model.Device));
        if (cohort.Guidance.Branches > branches)
        {
            cohort.Dispose();
            throw new ArgumentException("The session has one row per sequence; guidance needs two.");
        }
        cohorts.Add(cohort);
        return cohort;
    }

    private Cohort CohortOf(Sequence sequence) => cohorts.Find(cohort => cohort.Sequences.Contains(sequence))!;

    private int SlotOf(int place, int branch) => branch * Capacity + place;
}
