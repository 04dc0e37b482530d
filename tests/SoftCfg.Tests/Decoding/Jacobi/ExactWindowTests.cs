using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Models;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>Every row of a window sees what SoftCFG sees token by token.</summary>
public class ExactWindowTests
{
    // By kernels there is none: a row does not depend on the rows beside it.
    private const double Tolerance = 5e-5;

    private static readonly GuidanceOptions[] Guidances =
    [
        new() { Scale = 4 },
        new() { Scale = 4, Alignment = WeightAlignment.Paper },
        new() { Scale = 4, StepNormalization = false },
        new() { Scale = 4, StepNormalization = false, Alignment = WeightAlignment.Paper, Strength = 2 },
        new() { Scale = 2, Confidence = ConfidenceSource.Sampled, MinimumWeight = 0 },
    ];

    public static TheoryData<string, Func<ICausalImageModel>, double> Engines => new()
    {
        { "RAR by libtorch", TinyRar.Load, Tolerance },
        { "RAR by kernels", () => JacobiDecoderTests.Packed(TinyRar.Load()), 0 },
        { "AliTok by libtorch", TinyAliTok.Load, Tolerance },
        { "AliTok by kernels", () => JacobiDecoderTests.Packed(TinyAliTok.Load()), 0 },
    };

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void The_logits_of_windows_whose_drafts_all_stand_are_those_of_token_by_token(
        string engine, Func<ICausalImageModel> load, double tolerance)
    {
        Assert.NotEmpty(engine);
        using var model = load();
        var tokens = Enumerable.Range(0, model.SequenceLength).Select(place => 7L * place % 23).ToArray();
        foreach (var guidance in Guidances)
        {
            var expected = Stepwise(model, guidance, tokens);
            foreach (var window in new[] { 2, 5, 16 })
            {
                var actual = Windows(model, guidance, window, tokens, out var decoded);
                Assert.Equal(tokens, decoded);
                AssertClose(expected, actual, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines), DisableDiscoveryEnumeration = true)]
    public void The_logits_behind_tokens_that_stand_are_those_of_token_by_token_though_other_drafts_fell(
        string engine, Func<ICausalImageModel> load, double tolerance)
    {
        Assert.NotEmpty(engine);
        using var model = load();
        foreach (var guidance in Guidances)
        {
            var actual = Windows(model, guidance, window: 6, forced: null, out var tokens);
            AssertClose(Stepwise(model, guidance, tokens), actual, tolerance);
        }
    }

    [Fact]
    public void Ends_of_rows_weigh_1_in_windows_as_well()
    {
        using var model = TinyRar.Load();
        // Three rows of four codes, of which there are 24; a row end behind each, and an end.
        var image = new ImageRows(3, 4, new TokenRange(0, 24), RowEnd: 30, End: 31);
        foreach (var guidance in Guidances)
        {
            var actual = Windows(model, guidance, window: 6, forced: null, out var tokens, constraint: image);
            Assert.Equal(image.Length, tokens.Length);
            AssertClose(Stepwise(model, guidance, tokens, new Kept(tokens, image)), actual);
            // It would matter if they were codes.
            Assert.True(LargestDifference(Stepwise(model, guidance, tokens)[1], actual[1]) > 0.02);
        }
    }

    [Fact]
    public void The_approximation_sees_something_else()
    {
        using var model = TinyRar.Load();
        var tokens = Enumerable.Range(0, 16).Select(place => 7L * place % 23).ToArray();
        var expected = Stepwise(model, Guidances[0], tokens);
        var actual = Windows(model, Guidances[0], window: 5, tokens, out _, SoftCfgWindow.Approximate);
        // Conditional rows know nothing of weights.
        AssertClose([expected[0]], [actual[0]]);
        Assert.True(LargestDifference(expected[1], actual[1]) > 0.02);
    }

    /// <summary>The logits of both branches: [N, V] each.</summary>
    private static Tensor[] Stepwise(ICausalImageModel model, GuidanceOptions guidance, long[] tokens, ITokenConstraint? constraint = null)
    {
        using var recorder = new SlotRecorder(model);
        using var session = new DecodeSession(recorder, capacity: 1);
        var sequence = Image(model, guidance, tokens, constraint: constraint);
        session.Join(sequence);
        while (!sequence.IsFinished)
            session.Step();
        return [recorder.LastLogits(0), recorder.LastLogits(1)];
    }

    /// <summary>The logits behind tokens that stand, of both branches: [N, V] each.</summary>
    private static Tensor[] Windows(ICausalImageModel model, GuidanceOptions guidance, int window, long[]? forced, out long[] tokens,
        SoftCfgWindow kind = SoftCfgWindow.Exact, ITokenConstraint? constraint = null)
    {
        using var recorder = new SlotRecorder(model);
        var standing = new List<int>();
        var (sequence, neighbour) = (Image(model, guidance, forced, constraint: constraint), Image(model, Guidances[2], forced: null, index: 1));
        JacobiDecoder.Decode(recorder, [sequence, neighbour], new JacobiOptions { Window = window, SoftCfgWindow = kind },
            (which, iteration) =>
            {
                if (which == sequence)
                    standing.Add(iteration.Accepted.Count);
            }, progress: null, TestContext.Current.CancellationToken);
        tokens = [.. sequence.Tokens];
        if (forced is null)
            Assert.InRange(standing.Count, tokens.Length / window + 2, tokens.Length);
        Tensor Branch(int slot) => cat(recorder.Logits(slot).Zip(standing, (rows, count) => rows.narrow(0, 0, count)).ToArray());
        return [Branch(0), Branch(2)];
    }

    private static Sequence Image(
        ICausalImageModel model, GuidanceOptions guidance, long[]? forced, long index = 0, ITokenConstraint? constraint = null) => new()
        {
            Context = model.Context((int)index + 3),
            UnconditionalContext = model.Context(null),
            Index = index,
            Guidance = guidance,
            Uniforms = new SampleRandom(seed: 8).Uniform,
            Length = forced?.Length ?? (constraint as ImageRows)?.Length ?? 0,
            Constraint = constraint ?? (forced is null ? null : new KeptTokens(forced, 1, (_, _, _) => 0, 0)),
        };

    private static void AssertClose(Tensor[] expected, Tensor[] actual, double tolerance = Tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(LargestDifference(pair.First, pair.Second), 0, tolerance));

    private static double LargestDifference(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        return (expected - actual).abs().max().item<float>();
    }

    /// <summary>An image that is given, and what its tokens are.</summary>
    private sealed class Kept(long[] tokens, ImageRows image) : ITokenConstraint
    {
        public long? Forced(int step) => tokens[step];

        public TokenRange? Allowed(int step) => image.Allowed(step);

        public bool IsCode(int step) => image.IsCode(step);
    }
}
