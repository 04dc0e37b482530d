using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Tests.Decoding.Jacobi;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of speculative Jacobi decoding.</summary>
internal static class JacobiGolden
{
    private const int Sequences = 60_000;

    /// <summary>What a case holds tells its kind, since its name may be any; the first that fits.</summary>
    private static readonly (string Kind, Func<GoldenCase, bool> Fits, GoldenCheck Check)[] Kinds =
    [
        ("sampler", golden => golden.Has("sampled_tokens"), CheckSampler),
        ("table", golden => golden.Has("table") && golden.Has("initial"), CheckTable),
        ("statistics", golden => golden.Expects("joint"), CheckStatistics),
        ("top-n-sigma", golden => golden.Expects("as_run"), CheckFilter),
        ("lumina-end-to-end", golden => golden.Has("prompt"), JacobiLuminaGolden.Check),
    ];

    /// <summary>Checks a case.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        var known = Array.Find(Kinds, kind => kind.Fits(golden)).Check ?? throw new NotSupportedException(
            $"case \"{golden.Kind}\" of family jacobi is of no kind that is supported; supported are {string.Join(", ", Kinds.Select(kind => kind.Kind))}");
        known(golden, errors);
    }

    /// <summary>Rules as the cases call them.</summary>
    public static JacobiRule Rule(string name) => name switch
    {
        "exact" or "original" => JacobiRule.Exact,
        "lumina" => JacobiRule.Released,
        _ => throw new NotSupportedException($"rule \"{name}\" is not known here; known are exact, original, lumina"),
    };

    /// <summary>A run is called after its rule, unless it says otherwise.</summary>
    private static JacobiRule RuleOf(JsonProperty run) =>
        Rule(run.Value.TryGetProperty("mode", out var mode) ? mode.GetString()! : run.Name);

    /// <summary>One verification each, as both repositories' samplers decide it.</summary>
    private static void CheckSampler(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        long[] Longs(string name) => Tensors.Longs(golden.Input(name));
        var drafts = golden.Input("draft_tokens");
        var (situations, window) = ((int)drafts.shape[0], (int)drafts.shape[1]);
        var (vocabulary, tokens, sampled) = ((int)golden.Input("probs").shape[2], Longs("draft_tokens"), Longs("sampled_tokens"));
        TokenDistribution[] Rows(string name) =>
            Tensors.Floats(golden.Input(name)).Chunk(vocabulary).Select(row => new TokenDistribution(0, row)).ToArray();
        var (sources, targets) = (Rows("draft_probs"), Rows("probs"));
        var (accept, replace) = (Tensors.Floats(golden.Input("u_accept")), Tensors.Floats(golden.Input("u_resample")));
        foreach (var rule in new[] { "original", "lumina" })
        {
            var (matched, decided, resampled, scores) = (new List<long>(), new List<long>(), new List<long>(), new List<float>());
            for (var situation = 0; situation < situations; situation++)
            {
                var first = situation * window;
                var proposed = Enumerable.Range(first + 1, window - 1).Select(i => new Draft(tokens[i], sources[i])).ToArray();
                var rows = targets[first..(first + window)];
                var verdict = Verification.Decide(Rule(rule), proposed, rows, sampled[first + window - 1],
                    draft => accept[situation * (window - 1) + draft], () => replace[situation], process: null);
                matched.Add(verdict.Accepted.Count);
                resampled.Add(verdict.Replacement is null ? 0 : 1);
                decided.AddRange(verdict.Accepted.Concat(sampled[(first + verdict.Accepted.Count)..(first + window)]));
                scores.AddRange(proposed.Take(verdict.DraftsAccepted).Select(draft => draft.Source).Concat(rows[verdict.DraftsAccepted..])
                    .SelectMany(row => row.Probabilities.ToArray()));
            }
            errors.Compare($"{rule}.matched", tensor(matched.ToArray()), golden.Expected($"{rule}.matched"), Tolerance.Exact);
            errors.Compare($"{rule}.resampled", tensor(resampled.ToArray()), golden.Expected($"{rule}.resampled"), Tolerance.Exact);
            errors.Compare($"{rule}.tokens", tensor(decided.ToArray()).view(situations, window), golden.Expected($"{rule}.tokens"), Tolerance.Exact);
            errors.Compare($"{rule}.scores", tensor(scores.ToArray()).view(situations, window, vocabulary),
                golden.Expected($"{rule}.scores"), Tolerance.Exact);
        }
    }

    /// <summary>The whole loop on a table of probabilities.</summary>
    private static void CheckTable(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        var initial = Tensors.Longs(golden.Input("initial"));
        var table = new JacobiTable(golden.Input("table"), initial);
        foreach (var run in golden.Json.GetProperty("runs").EnumerateObject())
        {
            var options = new JacobiOptions { Window = golden.Json.GetProperty("window").GetInt32(), Rule = RuleOf(run) };
            var runs = new JacobiRuns(golden, run.Name);
            var tokens = table.Decode(options, golden.Json.GetProperty("generate").GetInt32(), runs.Uniform, runs.Add);
            errors.Compare($"{run.Name}.tokens", tensor(initial.Concat(tokens).ToArray()), golden.Expected($"{run.Name}.tokens"), Tolerance.Exact);
            runs.Compare(errors);
        }
    }

    private static void CheckFilter(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, filter) in new[] { ("as_run", SigmaFilter.RootMeanSquare), ("intended", SigmaFilter.Deviation) })
        {
            var filtered = TopNSigma.Apply(golden.Input("scores"), filter, isNarrowed: false);
            var (left, expected) = (filtered.isfinite(), golden.Expected(name).isfinite());
            errors.Compare($"{name}, what is left", left, expected, Tolerance.Exact);
            errors.Compare(name, filtered.masked_select(left), golden.Expected(name).masked_select(expected), Tolerance.Exact);
        }
    }

    /// <summary>The joint distribution of all tokens: that of plain sampling with one rule, not with the other.</summary>
    private static void CheckStatistics(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        var table = new JacobiTable(golden.Input("table"), 0, 0);
        var length = golden.Json.GetProperty("generate").GetInt32();
        var sequences = Tensors.Longs(golden.Expected("sequences")).Chunk(length).ToArray();
        var cells = sequences.Select((sequence, cell) => (Key: Key(sequence, table.Vocabulary), cell)).ToDictionary(pair => pair.Key, pair => pair.cell);
        var joint = golden.Expected("joint").data<double>().ToArray();
        foreach (var measured in golden.Json.GetProperty("measured").EnumerateArray())
        {
            var (rule, window) = (Rule(measured.GetProperty("mode").GetString()!), measured.GetProperty("window").GetInt32());
            var options = new JacobiOptions { Window = window, Rule = rule };
            var random = new SampleRandom(seed: 2026);
            var (counts, steps) = (new int[cells.Count], 0);
            for (var sequence = 0; sequence < Sequences; sequence++)
            {
                var index = sequence;
                var tokens = table.Decode(options, length, (step, draw) => random.Uniform(index, step, draw), _ => steps++);
                counts[cells[Key(tokens, table.Vocabulary)]]++;
            }
            var probability = ChiSquare.Probability(counts, joint);
            var holds = rule == JacobiRule.Exact || window == 1 ? probability > 1e-4 : probability < 1e-20;
            errors.Compare($"rule {rule}, window {window}: p = {probability:0.0e+00}", tensor(holds), tensor(true), Tolerance.Exact);
            errors.Compare($"rule {rule}, window {window}: tokens per step", tensor((double)Sequences * length / steps),
                tensor(measured.GetProperty("tokens_per_step").GetDouble()), new Tolerance(0.01, 0.02));
        }
    }

    private static long Key(IEnumerable<long> tokens, int vocabulary) => tokens.Aggregate(0L, (key, token) => key * vocabulary + token);
}
