using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Tests.Decoding;

public class AutoregressiveDecoderTests
{
    private const int Steps = 4, Classes = 3, Codes = 5;

    private static readonly SamplingOptions Greedy = new() { Greedy = true };

    /// <summary>The likeliest token is (condition + step) modulo codes.</summary>
    private static ScriptedModel Counting() => new(Steps, Classes, (condition, step) =>
        Enumerable.Range(0, Codes).Select(code => code == (condition + step) % Codes ? 0.6 : 0.1).ToArray());

    /// <summary>Two codes: 3 to 1 for the first with a class, even without.</summary>
    private static ScriptedModel Tilted() => new(Steps, Classes, (condition, _) =>
        condition == Classes ? [0.5, 0.5] : [0.75, 0.25]);

    private static DecodeRequest Request(GuidanceKind kind, params int[] classes) => new()
    {
        Classes = classes,
        SampleIndices = classes.Select((_, place) => 100L + place).ToArray(),
        Guidance = new GuidanceOptions { Kind = kind, Scale = 2, ScalePower = 0 },
        Uniforms = (_, _, _) => 0.5,
    };

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void Every_pass_feeds_the_tokens_sampled_last_to_every_branch(GuidanceKind kind)
    {
        var model = Counting();
        using var result = Decode(model, Request(kind, 2, 0) with { Sampling = Greedy });
        Assert.Equal([2, 3, 4, 0, 0, 1, 2, 3], Tensors.Longs(result.Tokens));

        var branches = kind == GuidanceKind.None ? 1 : 2;
        for (var step = 0; step < Steps; step++)
            Assert.Equal(Enumerable.Repeat(step, 2 * branches), model.Calls[step].Held);
        long[] contexts = [Codes + 2, Codes, Codes + Classes, Codes + Classes];
        Assert.Equal(contexts[..(2 * branches)], model.Calls[0].Tokens);
        for (var step = 1; step < Steps; step++)
        {
            long[] sampled = [(2 + step - 1) % Codes, step - 1];
            Assert.Equal(Enumerable.Repeat(sampled, branches).SelectMany(tokens => tokens), model.Calls[step].Tokens);
        }
    }

    [Theory]
    [InlineData(GuidanceKind.None, new long[] { 2, 0 })]
    [InlineData(GuidanceKind.ClassifierFree, new long[] { 2, 0, Classes, Classes })]
    [InlineData(GuidanceKind.SoftCfg, new long[] { 2, 0, Classes, Classes })]
    public void Classes_come_first_and_no_class_behind_them(GuidanceKind kind, long[] conditions)
    {
        var model = Counting();
        Decode(model, Request(kind, 2, 0)).Dispose();
        Assert.All(model.Calls, call => Assert.Equal(conditions, call.Conditions));
    }

    [Fact]
    public void A_guidance_scale_of_0_needs_one_branch()
    {
        var model = Counting();
        var request = Request(GuidanceKind.SoftCfg, 1);
        Decode(model, request with { Guidance = request.Guidance with { Scale = 0 } }).Dispose();
        Assert.All(model.Calls, call => Assert.Equal([1L], call.Conditions));
    }

    [Fact]
    public void Uniforms_are_asked_for_by_sample_and_step()
    {
        var asked = new List<(long, int, int)>();
        var request = Request(GuidanceKind.SoftCfg, 0, 1) with
        {
            Uniforms = (index, step, draw) =>
            {
                asked.Add((index, step, draw));
                return 0.5;
            },
        };
        Decode(Counting(), request).Dispose();
        // All of an image ahead of its first pass.
        var expected = from place in Enumerable.Range(0, 2)
                       from step in Enumerable.Range(0, Steps)
                       select (100L + place, step, 0);
        Assert.Equal(expected, asked);
    }

    [Fact]
    public void Greedy_decoding_draws_nothing()
    {
        var request = Request(GuidanceKind.SoftCfg, 0) with
        {
            Sampling = Greedy,
            Uniforms = (_, _, _) => throw new InvalidOperationException("A uniform was drawn."),
        };
        using var result = Decode(Counting(), request);
        Assert.Equal([0, 1, 2, 3], Tensors.Longs(result.Tokens));
    }

    [Fact]
    public void Progress_is_told_after_every_step()
    {
        var model = Counting();
        var told = new List<(DecodeProgress, int)>();
        var progress = new Reports<DecodeProgress>(value => told.Add((value, model.Calls.Count)));
        Decode(model, Request(GuidanceKind.None, 0), progress).Dispose();
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (new DecodeProgress(step, Steps), step)), told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cancelling_stops_before_the_next_pass_and_frees_the_cache(int step)
    {
        var model = Counting();
        using var cancellation = new CancellationTokenSource();
        var progress = new Reports<DecodeProgress>(value =>
        {
            if (value.Step == step)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(
            () => AutoregressiveDecoder.Decode(model, Request(GuidanceKind.SoftCfg, 0), progress, cancellation.Token));
        Assert.Equal(step, model.Calls.Count);
        Assert.True(model.CacheIsFreed);
    }

    [Fact]
    public void Nothing_is_fed_when_it_was_cancelled_before()
    {
        var model = Counting();
        Assert.Throws<OperationCanceledException>(() => AutoregressiveDecoder.Decode(
            model, Request(GuidanceKind.SoftCfg, 0), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(model.Calls);
    }

    [Fact]
    public void The_cache_is_freed_when_decoding_ends_or_the_model_fails()
    {
        var model = Counting();
        Decode(model, Request(GuidanceKind.SoftCfg, 0)).Dispose();
        Assert.True(model.CacheIsFreed);

        var failing = new ScriptedModel(Steps, Classes,
            (_, step) => step == 2 ? throw new TimeoutException("The model failed.") : [0.5, 0.5]);
        Assert.Throws<TimeoutException>(() => Decode(failing, Request(GuidanceKind.SoftCfg, 0)));
        Assert.True(failing.CacheIsFreed);
    }

    [Fact]
    public void There_is_no_trace_unless_it_was_asked_for()
    {
        using var result = Decode(Tilted(), Request(GuidanceKind.SoftCfg, 0));
        Assert.Null(result.Traces);
    }

    [Theory]
    [InlineData(ConfidenceSource.Maximum, 0.1, 0.75)]
    [InlineData(ConfidenceSource.Maximum, 0.99, 0.75)]
    [InlineData(ConfidenceSource.Sampled, 0.1, 0.75)]
    [InlineData(ConfidenceSource.Sampled, 0.99, 0.25)]
    public void A_trace_holds_scales_confidences_and_divergences(ConfidenceSource source, double uniform, double confidence)
    {
        var request = Request(GuidanceKind.ClassifierFree, 0, 1);
        using var result = Decode(Tilted(), request with
        {
            Guidance = request.Guidance with { Confidence = source },
            Uniforms = (_, _, _) => uniform,
            Trace = true,
        });
        var divergence = 0.75 * Math.Log(0.75 / 0.5) + 0.25 * Math.Log(0.25 / 0.5);
        Assert.Equal(2, result.Traces!.Count);
        Assert.All(result.Traces, trace =>
        {
            Assert.Equal([2f, 2f, 2f, 2f], trace.Scale);
            AssertClose(Enumerable.Repeat(confidence, Steps), trace.Confidence);
            AssertClose(Enumerable.Repeat(divergence, Steps), trace.Divergence);
            Assert.Empty(trace.ValueWeights);
        });
    }

    [Fact]
    public void A_trace_of_one_branch_holds_no_divergence()
    {
        using var result = Decode(Tilted(), Request(GuidanceKind.None, 0) with { Trace = true });
        var trace = Assert.Single(result.Traces!);
        Assert.Equal([1f, 1f, 1f, 1f], trace.Scale);
        Assert.Empty(trace.Divergence);
        Assert.Empty(trace.ValueWeights);
    }

    [Fact]
    public void A_trace_of_softcfg_holds_the_weights_of_every_pass()
    {
        using var result = Decode(Tilted(), Request(GuidanceKind.SoftCfg, 0, 1) with { Trace = true });
        Assert.All(result.Traces!, trace => Assert.Equal(Steps, trace.ValueWeights.Count));
        for (var fed = 0; fed < Steps; fed++)
        {
            // Equal confidences share the budget of 1 equally; a single one would take it all, but for the floor.
            var expected = Enumerable.Repeat(fed == 1 ? 0.05 : 1 - 1.0 / fed, fed);
            Assert.All(result.Traces!, trace => AssertClose(expected, trace.ValueWeights[fed]));
        }
    }

    public static TheoryData<string, Func<DecodeRequest, DecodeRequest>> Refusals => new()
    {
        {
            "A batch needs as many classes as sample indices, at least one; got 0 and 0.",
            request => request with { Classes = [], SampleIndices = [] }
        },
        {
            "A batch needs as many classes as sample indices, at least one; got 1 and 2.",
            request => request with { SampleIndices = [0, 1] }
        },
        { "Class -1 does not exist: the model has classes 0 to 2.", request => request with { Classes = [-1] } },
        { "Class 3 does not exist: the model has classes 0 to 2.", request => request with { Classes = [3] } },
        {
            "Guidance Scale is -1; it must be a number from 0 to 10000.",
            request => request with { Guidance = new GuidanceOptions { Scale = -1 } }
        },
        {
            "Sampling Temperature is 0; it must be a number from 1E-06 to 1000000.",
            request => request with { Sampling = new SamplingOptions { Temperature = 0 } }
        },
        {
            "Sampling TopP is 2; it must be a number from 1E-06 to 1.",
            request => request with { Sampling = new SamplingOptions { TopP = 2 } }
        },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_decoded_is_refused_before_the_model_is_asked(
        string message, Func<DecodeRequest, DecodeRequest> change)
    {
        var model = Counting();
        var request = change(Request(GuidanceKind.SoftCfg, 0));
        var refusal = Assert.ThrowsAny<ArgumentException>(() => Decode(model, request));
        Assert.Equal(message, refusal.Message);
        Assert.Empty(model.Calls);
    }

    private static DecodeResult Decode(ScriptedModel model, DecodeRequest request, IProgress<DecodeProgress>? progress = null) =>
        AutoregressiveDecoder.Decode(model, request, progress, TestContext.Current.CancellationToken);

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<float> actual)
    {
        var (left, right) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(left.Length, right.Length);
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, tolerance: 2e-5));
    }
}
