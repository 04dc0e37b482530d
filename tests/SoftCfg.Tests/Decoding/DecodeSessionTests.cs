using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.Models.AliTok;
using SoftCfg.Tests.Recipes;

namespace SoftCfg.Tests.Decoding;

public class DecodeSessionTests
{
    private const int Capacity = 4;

    /// <summary>eng/mutation.sh runs every test hundreds of times, and a mutant that matters shows in a few plans.</summary>
    private static bool IsMutating => Environment.GetEnvironmentVariable("SoftCfgMutation") == "true";

    private static readonly GuidanceOptions[] Guidances =
    [
        new() { Kind = GuidanceKind.None },
        new() { Kind = GuidanceKind.ClassifierFree, Scale = 3 },
        new() { Kind = GuidanceKind.ClassifierFree, Scale = 6, ScalePower = 0 },
        new() { Kind = GuidanceKind.SoftCfg, Scale = 4 },
        new() { Kind = GuidanceKind.SoftCfg, Scale = 4, StepNormalization = false, Alignment = WeightAlignment.Paper },
        new() { Kind = GuidanceKind.SoftCfg, Scale = 2, Strength = 3, Confidence = ConfidenceSource.Sampled },
        new() { Own = AdaptiveProjectedGuidance.Of(scale: 4, momentum: -0.5) },
    ];

    private static readonly SamplingOptions[] Samplings =
        [new(), new() { Greedy = true }, new() { Temperature = 0.8, TopK = 7 }, new() { TopP = 0.9 }];

    /// <summary>A plan of what joins, when, and what leaves early: what a server sees.</summary>
    private static readonly Gen<Visit[]> Plans = (
        from arrival in Gen.Int[0, 12]
        from label in Gen.Int[0, 9]
        from guidance in Gen.Int[0, Guidances.Length - 1]
        from sampling in Gen.Int[0, Samplings.Length - 1]
        from length in Gen.Int[1, 16]
        from leaves in Gen.Frequency((4, Gen.Const(int.MaxValue)), (1, Gen.Int[1, 15]))
        from keep in Gen.Frequency((3, Gen.Const(0.0)), (1, Gen.Double[0, 1]))
        from trace in Gen.Bool
        select new Visit(arrival, label, guidance, sampling, length, leaves, keep, trace)).Array[1, 10];

    private sealed record Visit(int Arrival, int Label, int Guidance, int Sampling, int Length, int Leaves, double Keep, bool Trace);

    public static TheoryData<string, Func<ICausalImageModel>> Engines => new()
    {
        { "RAR by libtorch", TinyRar.Load },
        { "RAR by kernels", () => Packed(TinyRar.Load(), WeightFormat.Float32) },
        { "RAR by kernels that keep few modulations", KeepingFewModulations },
        { "AliTok by kernels, 8-bit weights", () => Packed(TinyAliTok.Load(), WeightFormat.Int8) },
    };

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void An_image_is_the_same_whoever_its_neighbours_are_and_whenever_they_come_and_go(string engine, Func<ICausalImageModel> load)
    {
        using var model = load();
        Assert.NotEmpty(engine);
        Plans.Sample(plan =>
        {
            using var session = new DecodeSession(model, Capacity);
            var waiting = new Queue<(Visit Visit, Sequence Sequence)>(plan.Select((visit, i) => (visit, Of(model, visit, i)))
                .OrderBy(pair => pair.visit.Arrival));
            var all = waiting.ToList();
            var gone = new HashSet<Sequence>();
            for (var step = 0; waiting.Count > 0 || session.Count > 0; step++)
            {
                while (waiting.Count > 0 && session.Count < Capacity && waiting.Peek().Visit.Arrival <= step)
                    session.Join(waiting.Dequeue().Sequence);
                foreach (var (_, sequence) in all.Where(pair => pair.Sequence.Step == pair.Visit.Leaves && gone.Add(pair.Sequence)))
                {
                    if (!sequence.IsFinished)
                        session.Leave(sequence);
                }
                session.Step();
            }
            Assert.Equal(0, session.Count);
            for (var i = 0; i < plan.Length; i++)
            {
                var (visit, sequence) = all.Single(pair => pair.Sequence.Index == i);
                if (visit.Leaves < visit.Length)
                {
                    Assert.False(sequence.IsFinished);
                    continue;
                }
                var alone = Of(model, plan[i], i);
                using var own = new DecodeSession(model, 1, alone.Guidance.Branches);
                own.Join(alone);
                while (!alone.IsFinished)
                    own.Step();
                Assert.Equal(alone.Tokens, sequence.Tokens);
                AssertClose(alone.Traced, sequence.Traced);
            }
        }, iter: IsMutating ? 5 : 60);
    }

    [Fact]
    public void Contexts_of_several_lengths_decode_together()
    {
        using var model = TinyRar.Load();
        // The unconditional branch begins later, as that of a prompt does; each branch feeds its own context first.
        Sequence Prompted(long index) => Of(model, new Visit(0, 3, 3, 0, 0, int.MaxValue, 0, false), index) is var plain
            ? new Sequence
            {
                Context = [.. plain.Context, 5, 9],
                UnconditionalContext = plain.UnconditionalContext,
                Index = index,
                Guidance = plain.Guidance,
                Uniforms = plain.Uniforms,
                Length = 12,
            }
            : throw new InvalidOperationException();
        long[] Decoded(DecodeSession session, Sequence sequence)
        {
            while (!sequence.IsFinished)
                session.Step();
            return sequence.Tokens.ToArray();
        }
        using var session = new DecodeSession(model, 3, longestContext: 4);
        var (first, second) = (Prompted(0), Prompted(1));
        session.Join(first);
        session.Step();
        session.Join(second);
        session.Join(Of(model, new Visit(0, 1, 1, 0, 0, int.MaxValue, 0, false), 2));
        var together = (Decoded(session, first), Decoded(session, second));

        using var alone = new DecodeSession(model, 1, longestContext: 4);
        var (firstAlone, secondAlone) = (Prompted(0), Prompted(1));
        alone.Join(firstAlone);
        Assert.Equal(Decoded(alone, firstAlone), together.Item1);
        alone.Join(secondAlone);
        Assert.Equal(Decoded(alone, secondAlone), together.Item2);
    }

    [Fact]
    public void Tokens_that_may_not_stand_are_never_sampled_and_forced_ones_always_do()
    {
        using var model = TinyRar.Load();
        using var session = new DecodeSession(model, 2);
        var sequence = Of(model, new Visit(0, 3, 3, 0, 0, int.MaxValue, 0, true), 0, new EveryFourth());
        var free = Of(model, new Visit(0, 3, 3, 0, 0, int.MaxValue, 0, false), 1);
        session.Join(sequence);
        session.Join(free);
        while (session.Count > 0)
            session.Step();
        for (var step = 0; step < 16; step++)
        {
            var (first, last) = step % 4 == 3 ? (31, 31) : (8, 11);
            Assert.InRange(sequence.Tokens[step], first, last);
            Assert.Equal(step % 4 == 3, sequence.Traced!.Kept[step]);
        }
        Assert.Contains(free.Tokens, token => token is < 8 or (> 11 and < 31));
    }

    [Fact]
    public void Tokens_so_far_can_be_looked_at()
    {
        using var model = TinyRar.Load();
        using var session = new DecodeSession(model, 1);
        var sequence = Of(model, new Visit(0, 3, 3, 0, 0, int.MaxValue, 0, false), 0);
        session.Join(sequence);
        Assert.Empty(session.TokensOf(sequence));
        for (var step = 0; step < 5; step++)
            session.Step();
        Assert.Throws<InvalidOperationException>(() => sequence.Tokens);
        var soFar = session.TokensOf(sequence);
        while (!sequence.IsFinished)
            session.Step();
        Assert.Equal(sequence.Tokens.Take(5), soFar);
    }

    [Fact]
    public void What_cannot_join_is_refused()
    {
        using var model = TinyRar.Load();
        using var session = new DecodeSession(model, 1, branches: 1);
        var guided = Of(model, new Visit(0, 0, 1, 0, 0, int.MaxValue, 0, false), 0);
        Assert.Equal("The session has one row per sequence; guidance needs two.",
            Assert.Throws<ArgumentException>(() => session.Join(guided)).Message);
        var plain = Of(model, new Visit(0, 0, 0, 0, 0, int.MaxValue, 0, false), 0);
        session.Join(plain);
        Assert.Throws<InvalidOperationException>(() => session.Join(plain));
        var late = Of(model, new Visit(0, 0, 0, 0, 0, int.MaxValue, 0, false), 1);
        Assert.Equal("All 1 places of the session are taken.",
            Assert.Throws<InvalidOperationException>(() => session.Join(late)).Message);
        Assert.Throws<ArgumentException>(() => session.Leave(late));
        session.Leave(plain);
        session.Join(late);
        Assert.Equal(1, session.Count);
        Assert.Equal("A sequence of 17 tokens was asked for; images have 16 at most.", Assert.Throws<ArgumentException>(
            () => session.Join(Of(model, new Visit(0, 0, 0, 0, 17, int.MaxValue, 0, false), 1))).Message);
    }

    [Fact]
    public void Logits_that_make_no_distribution_name_the_image()
    {
        var broken = new ScriptedModel(steps: 4, classes: 2, (condition, step) => condition == 1 && step == 1 ? [double.NaN, 1] : [0.5, 0.5]);
        using var session = new DecodeSession(broken, 2, branches: 1);
        Sequence Image(int label) => new()
        {
            Context = broken.Context(label),
            UnconditionalContext = broken.Context(null),
            Index = 40 + label,
            Guidance = new GuidanceOptions { Kind = GuidanceKind.None },
            Uniforms = (_, _, _) => 0.5,
        };
        session.Join(Image(0));
        session.Join(Image(1));
        session.Step();
        session.ThrowIfBroken();
        session.Step();
        Assert.StartsWith("The logits of image 41 give no distribution: they hold NaN or +inf",
            Assert.Throws<InvalidOperationException>(session.ThrowIfBroken).Message, StringComparison.Ordinal);
    }

    private static RarModel KeepingFewModulations()
    {
        var model = TinyRar.Load();
        model.Pack(WeightFormat.Float32);
        model.Stack.Packed!.ModulationPageBytes = 1;
        return model;
    }

    private static ICausalImageModel Packed(ICausalImageModel model, WeightFormat format)
    {
        ((IPackedModel)model).Pack(format);
        return model;
    }

    private static Sequence Of(ICausalImageModel model, Visit visit, long index, ITokenConstraint? constraint = null)
    {
        UniformSource uniforms = new SampleRandom(seed: 1).Uniform;
        var original = Enumerable.Range(0, 16).Select(place => (long)(5 * place) % 32).ToArray();
        return new Sequence
        {
            Context = model.Context(visit.Label),
            UnconditionalContext = model.Context(null),
            Index = index,
            Guidance = Guidances[visit.Guidance],
            Sampling = Samplings[visit.Sampling],
            Uniforms = uniforms,
            Constraint = constraint ?? (visit.Keep > 0 ? new KeptTokens(original, visit.Keep, uniforms, index) : null),
            Length = visit.Length,
            Trace = visit.Trace,
        };
    }

    private static void AssertClose(DecodeTrace? expected, DecodeTrace? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is null)
            return;
        void Close(IReadOnlyList<float> left, IReadOnlyList<float> right)
        {
            Assert.Equal(left.Count, right.Count);
            Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
        Close(expected.Scale, actual!.Scale);
        Close(expected.Confidence, actual.Confidence);
        Close(expected.Divergence, actual.Divergence);
        Assert.Equal(expected.Kept, actual.Kept);
        Assert.Equal(expected.ValueWeights.Count, actual.ValueWeights.Count);
        Assert.All(expected.ValueWeights.Zip(actual.ValueWeights), rows => Close(rows.First, rows.Second));
        Assert.Equal(expected.Own.Keys, actual.Own.Keys);
        Assert.All(expected.Own, row => Close(row.Value, actual.Own[row.Key]));
    }

    /// <summary>Every fourth token is 31; the others are of 8 to 11.</summary>
    private sealed class EveryFourth : ITokenConstraint
    {
        public long? Forced(int step) => step % 4 == 3 ? 31 : null;

        public TokenRange? Allowed(int step) => new TokenRange(8, 4);
    }
}
