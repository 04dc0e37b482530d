using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Tests.Models.AliTok;
using SoftCfg.Tests.Recipes;

namespace SoftCfg.Tests.Decoding.Jacobi;

public class JacobiDecoderTests
{
    private static readonly GuidanceOptions[] Guidances =
    [
        new() { Kind = GuidanceKind.None },
        new() { Kind = GuidanceKind.ClassifierFree, Scale = 3 },
        new() { Kind = GuidanceKind.SoftCfg, Scale = 4 },
        new() { Kind = GuidanceKind.SoftCfg, Scale = 2, StepNormalization = false, Confidence = ConfidenceSource.Sampled },
    ];

    private static readonly SamplingOptions[] Samplings = [new(), new() { Temperature = 0.7, TopK = 9 }, new() { TopP = 0.9 }];

    public static TheoryData<string, Func<ICausalImageModel>> Engines => new()
    {
        { "RAR by libtorch", TinyRar.Load },
        { "RAR by kernels", () => Packed(TinyRar.Load()) },
        { "AliTok by kernels", () => Packed(TinyAliTok.Load()) },
    };

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void A_window_of_one_is_decoding_token_by_token(string engine, Func<ICausalImageModel> load)
    {
        Assert.NotEmpty(engine);
        using var model = load();
        foreach (var guidance in Guidances)
        {
            foreach (var sampling in Samplings)
            {
                var sequences = Images(model, 3, guidance, sampling);
                var result = Decode(model, sequences, new JacobiOptions { Window = 1 });
                Assert.Equal(Stepwise(model, Images(model, 3, guidance, sampling)), Tokens(sequences));
                Assert.Equal(1, result.All.TokensPerPass);
                Assert.Equal(1, result.All.SingleShare);
                Assert.Equal(0, result.All.Drafts);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void Greedy_tokens_are_those_of_token_by_token_whatever_is_drafted(string engine, Func<ICausalImageModel> load)
    {
        Assert.NotEmpty(engine);
        using var model = load();
        foreach (var guidance in Guidances)
        {
            var expected = Stepwise(model, Images(model, 2, guidance, new SamplingOptions { Greedy = true }));
            foreach (var initialization in Enum.GetValues<DraftInitialization>())
            {
                var sequences = Images(model, 2, guidance, new SamplingOptions { Greedy = true });
                Decode(model, sequences, new JacobiOptions { Window = 5, Initialization = initialization, RowLength = 4 });
                Assert.Equal(expected, Tokens(sequences));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void An_image_is_the_same_whoever_decodes_beside_it(string engine, Func<ICausalImageModel> load)
    {
        Assert.NotEmpty(engine);
        using var model = load();
        List<Sequence> All() => Guidances.SelectMany((guidance, kind) => Samplings.Select((sampling, other) =>
            Image(model, kind * 3 + other, guidance, sampling, length: 8 + kind + 2 * other))).ToList();
        foreach (var window in Enum.GetValues<SoftCfgWindow>())
        {
            var options = new JacobiOptions { Window = 4, SoftCfgWindow = window };
            var together = All();
            var result = Decode(model, together, options);
            for (var i = 0; i < together.Count; i++)
            {
                var alone = All()[i];
                var figures = Decode(model, [alone], options);
                Assert.Equal(alone.Tokens, together[i].Tokens);
                Assert.Equal(figures.All, result.Images[i]);
            }
        }
    }

    [Fact]
    public void Contexts_of_several_lengths_decode_together()
    {
        using var model = TinyRar.Load();
        Sequence Prompted(long index, params long[] more) => new()
        {
            Context = [.. model.Context(3), .. more],
            UnconditionalContext = model.Context(null),
            Index = index,
            Guidance = new GuidanceOptions { Scale = 3 },
            Uniforms = new SampleRandom(seed: 5).Uniform,
            Length = 10,
        };
        List<Sequence> All() => [Prompted(0, 5, 9), Prompted(1), Prompted(2, 1, 2, 3)];
        var options = new JacobiOptions { Window = 3 };
        var together = All();
        Decode(model, together, options);
        var alone = All();
        foreach (var sequence in alone)
            Decode(model, [sequence], options);
        Assert.Equal(Tokens(alone), Tokens(together));
    }

    [Fact]
    public void Strength_0_is_plain_guidance_bit_for_bit()
    {
        using var model = TinyRar.Load();
        float[] Logits(GuidanceOptions guidance)
        {
            using var recorder = new SlotRecorder(model);
            Decode(recorder, Images(model, 2, guidance, new SamplingOptions()), new JacobiOptions { Window = 4 });
            return Enumerable.Range(0, 4).SelectMany(slot => recorder.Logits(slot)).SelectMany(Tensors.Floats).ToArray();
        }
        var plain = Logits(new GuidanceOptions { Kind = GuidanceKind.ClassifierFree });
        Assert.Equal(plain, Logits(new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Strength = 0 }));
        // And the comparison can fail.
        Assert.NotEqual(plain, Logits(new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Strength = 1 }));
    }

    [Fact]
    public void A_step_takes_one_pass_and_only_exact_softcfg_two()
    {
        using var model = TinyRar.Load();
        (int Passes, JacobiFigures Figures) Count(GuidanceOptions guidance, SoftCfgWindow window)
        {
            using var recorder = new SlotRecorder(model);
            var result = Decode(recorder, [Image(model, 0, guidance, new SamplingOptions())],
                new JacobiOptions { Window = 4, SoftCfgWindow = window });
            return (recorder.Passes, result.All);
        }
        foreach (var (guidance, window) in from guidance in Guidances from window in Enum.GetValues<SoftCfgWindow>() select (guidance, window))
        {
            var (passes, figures) = Count(guidance, window);
            Assert.Equal(passes, figures.Passes);
            var takesTwo = guidance.Kind == GuidanceKind.SoftCfg && window == SoftCfgWindow.Exact;
            Assert.Equal(takesTwo, figures.Passes > figures.Steps);
            Assert.Equal(16, figures.Tokens);
        }
    }

    [Fact]
    public void Drafts_where_a_token_is_forced_are_that_token()
    {
        using var model = TinyRar.Load();
        var sequence = Image(model, 0, Guidances[2], new SamplingOptions(), constraint: new EveryFourth());
        var iterations = new List<JacobiIteration>();
        JacobiDecoder.Decode(model, [sequence], new JacobiOptions { Window = 6 }, (_, iteration) => iterations.Add(iteration),
            progress: null, TestContext.Current.CancellationToken);
        var step = 0;
        foreach (var iteration in iterations)
        {
            for (var i = 0; i < iteration.Drafts.Count; i++)
            {
                var (first, last) = (step + i) % 4 == 3 ? (31, 31) : (8, 11);
                Assert.InRange(iteration.Drafts[i].Token, first, last);
                if (first == 31 && i < iteration.Verdict.Ratios.Count)
                    Assert.Equal(1, iteration.Verdict.Ratios[i]);
            }
            step += iteration.Accepted.Count;
        }
        Assert.Equal(16, step);
        Assert.All(sequence.Tokens, (token, place) => Assert.InRange(token, place % 4 == 3 ? 31 : 8, place % 4 == 3 ? 31 : 11));
    }

    [Fact]
    public void No_window_reaches_beyond_the_last_token()
    {
        using var model = TinyRar.Load();
        var original = Enumerable.Range(0, 7).Select(place => (long)place).ToArray();
        var sequence = Image(model, 0, Guidances[1], new SamplingOptions(), length: 7,
            constraint: new KeptTokens(original, 1, (_, _, _) => 0, 0));
        var windows = new List<int>();
        JacobiDecoder.Decode(model, [sequence], new JacobiOptions { Window = 4 }, (_, iteration) => windows.Add(iteration.Window),
            progress: null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 4, 2], windows);
        Assert.Equal(original, sequence.Tokens);
    }

    [Fact]
    public void First_and_last_tokens_come_singly_where_that_is_asked_for()
    {
        using var model = TinyRar.Load();
        var original = Enumerable.Range(0, 16).Select(place => (long)place).ToArray();
        var sequence = Image(model, 0, Guidances[0], new SamplingOptions(), constraint: new KeptTokens(original, 1, (_, _, _) => 0, 0));
        var windows = new List<int>();
        JacobiDecoder.Decode(model, [sequence], new JacobiOptions { Window = 4, SingleUntil = 3, SingleFrom = 10 },
            (_, iteration) => windows.Add(iteration.Window), progress: null, TestContext.Current.CancellationToken);
        // Steps begin with 0, 1, 2, 3 and 4 tokens, 8, 12, 14, 15: the step behind that of 8 reaches as far as 10 - 8.
        Assert.Equal([1, 1, 1, 1, 4, 4, 2, 1, 1], windows);
    }

    [Fact]
    public void Traces_are_those_of_the_same_tokens_one_by_one()
    {
        using var model = TinyRar.Load();
        foreach (var guidance in Guidances)
        {
            var windows = Images(model, 3, guidance, new SamplingOptions(), trace: true);
            Decode(model, windows, new JacobiOptions { Window = 4 });
            var stepwise = windows.Select((sequence, i) => Image(model, i, guidance, new SamplingOptions(), trace: true,
                constraint: new KeptTokens([.. sequence.Tokens], 1, (_, _, _) => 0, 0))).ToList();
            Assert.Equal(Tokens(windows), Stepwise(model, stepwise));
            foreach (var (actual, expected) in windows.Zip(stepwise, (left, right) => (left.Traced!, right.Traced!)))
            {
                Assert.Equal(expected.Scale, actual.Scale);
                AssertClose(expected.Confidence, actual.Confidence);
                AssertClose(expected.Divergence, actual.Divergence);
                Assert.Equal(expected.ValueWeights.Count, actual.ValueWeights.Count);
                Assert.All(expected.ValueWeights.Zip(actual.ValueWeights), rows => AssertClose(rows.First, rows.Second));
            }
        }
    }

    [Fact]
    public void Progress_tells_the_tokens_so_far()
    {
        using var model = TinyRar.Load();
        var sequences = new List<Sequence> { Image(model, 0, Guidances[0], new SamplingOptions(), length: 5), Image(model, 1, Guidances[1], new SamplingOptions()) };
        var told = new List<(int Step, double Share, int[] Counts)>();
        JacobiDecoder.Decode(model, sequences, new JacobiOptions { Window = 3 }, new Reports<JacobiProgress>(progress =>
            told.Add((progress.Step, progress.Share, progress.Tokens.Select(tokens => tokens.Count).ToArray()))), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(report => report.Step));
        Assert.Equal([1, 1], told[0].Counts);
        Assert.Equal(2.0 / 21, told[0].Share, 1e-9);
        Assert.Equal([5, 16], told[^1].Counts);
        Assert.Equal(1, told[^1].Share);
    }

    [Fact]
    public void Cancelling_stops_before_the_next_step()
    {
        using var model = TinyRar.Load();
        using var cancellation = new CancellationTokenSource();
        var sequence = Image(model, 0, Guidances[1], new SamplingOptions());
        using var recorder = new SlotRecorder(model);
        Assert.Throws<OperationCanceledException>(() => JacobiDecoder.Decode(recorder, [sequence],
            progress: new Reports<JacobiProgress>(_ => cancellation.Cancel()), cancellationToken: cancellation.Token));
        Assert.Equal(1, recorder.Passes);
        Assert.False(sequence.IsFinished);
        // The cache is freed.
        Assert.Throws<InvalidOperationException>(() => recorder.Cache!.Values(0, 0, 1, 1).Dispose());
    }

    [Fact]
    public void What_cannot_be_decoded_is_refused()
    {
        using var model = TinyRar.Load();
        Sequence Plain() => Image(model, 7, Guidances[0], new SamplingOptions());
        string Refusal(IReadOnlyList<Sequence> sequences, JacobiOptions? options = null) =>
            Assert.ThrowsAny<ArgumentException>(() => Decode(model, sequences, options ?? new JacobiOptions())).Message;
        Assert.StartsWith("There is no sequence to decode.", Refusal([]), StringComparison.Ordinal);
        var twice = Plain();
        Assert.StartsWith("A sequence is decoded once; one stands twice.", Refusal([twice, twice]), StringComparison.Ordinal);
        Assert.Equal("Jacobi Window is 0; it must be from 1 to 1024.", Refusal([Plain()], new JacobiOptions { Window = 0 }));
        Assert.Equal("Jacobi RowLength is -1; it must be from 0 to 2147483647.", Refusal([Plain()], new JacobiOptions { RowLength = -1 }));
        foreach (var (first, count) in new[] { (3, 0), (-1, 2), (30, 3) })
        {
            Assert.Equal($"Jacobi RandomDrafts begins at token {first} and holds {count}; it must hold at least one token, and only tokens " +
                "of the vocabulary.", Refusal([Plain()], new JacobiOptions { RandomDrafts = new TokenRange(first, count) }));
        }
        Assert.Equal("Drafts of the kind RepeatAbove look at neighbours, and nothing says how long the rows of image 7 are: set " +
            "JacobiOptions.RowLength, or give the sequence a constraint that knows.",
            Refusal([Plain()], new JacobiOptions { Initialization = DraftInitialization.RepeatAbove }));
        var own = Image(model, 0, new GuidanceOptions { Own = AdaptiveProjectedGuidance.Of(scale: 4, momentum: -0.5) }, new SamplingOptions());
        Assert.Equal("Guidance apg cannot go back, as windows of drafts have to: decode token by token, or see IGuidance.CanGoBack.", Refusal([own]));

        Decode(model, [twice], new JacobiOptions());
        Assert.Equal("A sequence is decoded once; one of these has been decoded before.",
            Assert.Throws<InvalidOperationException>(() => Decode(model, [twice], new JacobiOptions())).Message);
        var broken = Image(model, 40, Guidances[0], new SamplingOptions(), uniforms: (_, _, _) => 1);
        Assert.StartsWith("A uniform is 1; it must be in [0, 1).", Refusal([broken]), StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_that_make_no_distribution_name_the_image()
    {
        var model = new ScriptedModel(steps: 4, classes: 2, (condition, step) => condition == 1 && step == 1 ? [double.NaN, 1] : [0.5, 0.5]);
        var sequences = Enumerable.Range(0, 2).Select(label => new Sequence
        {
            Context = model.Context(label),
            UnconditionalContext = model.Context(null),
            Index = 40 + label,
            Guidance = Guidances[0],
            Uniforms = (_, _, _) => 0.5,
        }).ToList();
        Assert.StartsWith("The logits of image 41 give no distribution: they hold NaN or +inf", Assert.Throws<InvalidOperationException>(
            () => Decode(model, sequences, new JacobiOptions { Window = 1 })).Message, StringComparison.Ordinal);
    }

    internal static ICausalImageModel Packed(ICausalImageModel model)
    {
        ((IPackedModel)model).Pack(WeightFormat.Float32);
        return model;
    }

    private static JacobiResult Decode(ICausalImageModel model, IReadOnlyList<Sequence> sequences, JacobiOptions options) =>
        JacobiDecoder.Decode(model, sequences, options, cancellationToken: TestContext.Current.CancellationToken);

    private static List<Sequence> Images(ICausalImageModel model, int count, GuidanceOptions guidance, SamplingOptions sampling, bool trace = false) =>
        Enumerable.Range(0, count).Select(index => Image(model, index, guidance, sampling, trace: trace)).ToList();

    private static Sequence Image(ICausalImageModel model, long index, GuidanceOptions guidance, SamplingOptions sampling, int length = 0,
        ITokenConstraint? constraint = null, bool trace = false, UniformSource? uniforms = null) => new()
        {
            Context = model.Context((int)(index % model.ClassCount)),
            UnconditionalContext = model.Context(null),
            Index = index,
            Guidance = guidance,
            Sampling = sampling,
            Uniforms = uniforms ?? new SampleRandom(seed: 3).Uniform,
            Length = length,
            Constraint = constraint,
            Trace = trace,
        };

    private static List<long[]> Tokens(IEnumerable<Sequence> sequences) => sequences.Select(sequence => sequence.Tokens.ToArray()).ToList();

    private static List<long[]> Stepwise(ICausalImageModel model, List<Sequence> sequences)
    {
        using var session = new DecodeSession(model, sequences.Count, sequences[0].Guidance.Branches);
        foreach (var sequence in sequences)
            session.Join(sequence);
        while (session.Count > 0)
            session.Step();
        return Tokens(sequences);
    }

    private static void AssertClose(IReadOnlyList<float> left, IReadOnlyList<float> right)
    {
        Assert.Equal(left.Count, right.Count);
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    /// <summary>Every fourth token is 31; the others are of 8 to 11.</summary>
    private sealed class EveryFourth : ITokenConstraint
    {
        public long? Forced(int step) => step % 4 == 3 ? 31 : null;

        public TokenRange? Allowed(int step) => new TokenRange(8, 4);
    }
}
