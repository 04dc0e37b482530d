using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Native;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>Windows with SoftCFG draw images as often as token by token: all tokens of an image together, enumerated.</summary>
public class JointDistributionTests
{
    private const int Batch = 6_000;

    [Theory]
    [InlineData(WeightAlignment.Released, false, 4, 60_000)]
    [InlineData(WeightAlignment.Paper, true, 2, 18_000)]
    public void Exact_windows_draw_what_token_by_token_draws(WeightAlignment alignment, bool isNormalised, int window, int sequences)
    {
        var guidance = Guidance(alignment, isNormalised);
        Assert.InRange(Probability(new JacobiOptions { Window = window }, guidance, Enumerated(guidance), sequences), 1e-4, 1);
    }

    [Fact]
    public void The_approximation_and_the_released_rule_draw_something_else()
    {
        var guidance = Guidance(WeightAlignment.Released, isNormalised: false);
        var joint = Enumerated(guidance);
        Assert.InRange(Probability(new JacobiOptions { Window = 4, SoftCfgWindow = SoftCfgWindow.Approximate }, guidance, joint, 18_000), 0, 1e-20);
        Assert.InRange(Probability(new JacobiOptions { Window = 4, Rule = JacobiRule.Released }, guidance, joint, 18_000), 0, 1e-20);
    }

    private static GuidanceOptions Guidance(WeightAlignment alignment, bool isNormalised) =>
        new() { Scale = 2, ScalePower = 0, Alignment = alignment, StepNormalization = isNormalised };

    /// <summary>The probability of every image, from the logits that token by token decoding has when it is kept to that image.</summary>
    private static double[] Enumerated(GuidanceOptions guidance)
    {
        using var model = new WeighedTable();
        var length = model.SequenceLength;
        var images = Enumerable.Range(0, (int)Math.Pow(model.CodebookSize, length)).Select(image => Image(image, length)).ToArray();
        using var recorder = new SlotRecorder(model);
        using var session = new DecodeSession(recorder, images.Length);
        for (var i = 0; i < images.Length; i++)
            session.Join(Sequence(model, guidance, i, new KeptTokens(images[i], 1, (_, _, _) => 0, i)));
        while (session.Count > 0)
            session.Step();
        return images.Select((image, i) =>
        {
            using var scope = NewDisposeScope();
            var (conditional, unconditional) = (recorder.LastLogits(i), recorder.LastLogits(images.Length + i));
            var log = unconditional.Plus((conditional - unconditional).Times(guidance.Scale)).to(ScalarType.Float64).log_softmax(-1);
            return Math.Exp(log.gather(1, tensor(image).unsqueeze(1)).sum().item<double>());
        }).ToArray();
    }

    /// <summary>How likely the counts of many images are.</summary>
    private static double Probability(JacobiOptions options, GuidanceOptions guidance, double[] joint, int sequences)
    {
        Assert.Equal(1, joint.Sum(), 1e-4);
        using var model = new WeighedTable();
        var counts = new int[joint.Length];
        for (var first = 0; first < sequences; first += Batch)
        {
            var images = Enumerable.Range(first, Batch).Select(index => Sequence(model, guidance, index, constraint: null)).ToList();
            var result = JacobiDecoder.Decode(model, images, options, cancellationToken: TestContext.Current.CancellationToken);
            Assert.InRange(result.All.TokensPerStep, 1.2, options.Window);
            foreach (var sequence in images)
                counts[(int)sequence.Tokens.Aggregate(0L, (key, token) => key * model.CodebookSize + token)]++;
        }
        return ChiSquare.Probability(counts, joint);
    }

    private static long[] Image(int number, int length)
    {
        var tokens = new long[length];
        for (var place = length - 1; place >= 0; place--, number /= 3)
            tokens[place] = number % 3;
        return tokens;
    }

    private static Sequence Sequence(WeighedTable model, GuidanceOptions guidance, long index, ITokenConstraint? constraint) => new()
    {
        Context = model.Context(0),
        UnconditionalContext = model.Context(null),
        Index = index,
        Guidance = guidance,
        Uniforms = new SampleRandom(seed: 2026).Uniform,
        Constraint = constraint,
    };
}
