using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding;

public class TeacherForcingTests
{
    private const ulong OtherSeed = 2;

    /// <summary>Four codes; the likeliest is 0, with 0.7.</summary>
    private static ScriptedModel Scripted() => new(steps: 3, classes: 1, (_, _) => [0.7, 0.1, 0.1, 0.1]);

    private static DecodeRequest Request(params long[][] originals) => new()
    {
        Classes = originals.Select(_ => 0).ToArray(),
        SampleIndices = originals.Select((_, place) => 10L + place).ToArray(),
        Guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Confidence = ConfidenceSource.Sampled },
        Sampling = new SamplingOptions { Greedy = true },
        Uniforms = (_, _, _) => 0.5,
        Originals = originals,
    };

    [Fact]
    public void Every_token_is_decided_by_draw_1_of_its_sample_and_step()
    {
        // Below the probability it is kept; at the probability it is not.
        var request = Request([1, 2, 3], [3, 3, 1]) with
        {
            Keep = 0.5,
            Trace = true,
            Uniforms = (index, step, draw) => draw == 1 && (index, step) is (10, 1) or (11, 0) or (11, 2) ? 0.499 : 0.5,
        };
        using var result = Decode(Scripted(), request);
        Assert.Equal([0, 2, 0, 3, 0, 1], Tensors.Longs(result.Tokens));
        Assert.Equal([[false, true, false], [true, false, true]], result.Traces!.Select(trace => trace.Kept));
    }

    [Fact]
    public void What_is_fed_and_how_confident_the_model_was_are_those_of_the_kept_token()
    {
        var model = Scripted();
        var request = Request([1, 2, 3]) with { Keep = 0.5, Trace = true, Uniforms = (_, step, _) => step == 1 ? 0.2 : 0.8 };
        using var result = Decode(model, request);
        Assert.Equal([0, 0], model.Calls[1].Tokens);
        Assert.Equal([2, 2], model.Calls[2].Tokens);
        Assert.Equal([0.7, 0.1, 0.7], result.Traces![0].Confidence.Select(confidence => Math.Round(confidence, 5)));
    }

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void Keeping_everything_is_as_if_the_originals_had_been_sampled(GuidanceKind kind)
    {
        using var model = TinyRar.Load();
        var sampling = TinyRar.Request(kind, 0, 1, 2) with { Trace = true };
        using var sampled = Decode(model, sampling);
        using var kept = Decode(model, sampling with
        {
            Uniforms = new SampleRandom(OtherSeed).Uniform,
            Originals = Images(sampled),
            Keep = 1,
        });
        Assert.Equal(Tensors.Longs(sampled.Tokens), Tensors.Longs(kept.Tokens));
        foreach (var (before, after) in sampled.Traces!.Zip(kept.Traces!))
        {
            Assert.Equal(before.Confidence, after.Confidence);
            Assert.Equal(before.Divergence, after.Divergence);
            Assert.Equal(before.ValueWeights, after.ValueWeights);
            Assert.Equal(before.Scale.Count, after.Kept.Count(kept => kept));
            Assert.Empty(before.Kept);
        }
    }

    [Fact]
    public void Keeping_nothing_is_plain_sampling_bit_for_bit()
    {
        using var model = new RecordingModel(TinyRar.Load(), TinyRar.Config.Layers);
        var plain = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1);
        var (tokens, logits) = Record(model, plain);
        var forced = plain with { Originals = Noise(2) };
        var (forcedTokens, forcedLogits) = Record(model, forced with { Keep = 0 });
        Assert.Equal(tokens, forcedTokens);
        Assert.Equal(logits, forcedLogits);
        // And the comparison can fail.
        Assert.NotEqual(logits, Record(model, forced with { Keep = 0.5 }).Logits);
    }

    [Fact]
    public void An_image_does_not_depend_on_the_others_of_its_batch()
    {
        using var model = TinyRar.Load();
        long[] indices = [0, 1, 2, 3, 4];
        var noise = Noise(indices.Length);
        long[] Tokens(params long[] some)
        {
            using var result = Decode(model, TinyRar.Request(GuidanceKind.SoftCfg, some) with
            {
                Originals = some.Select(index => noise[index]).ToArray(),
                Keep = 0.5,
            });
            return Tensors.Longs(result.Tokens);
        }
        Assert.Equal(Tokens(indices), indices.SelectMany(index => Tokens(index)));
    }

    [Fact]
    public void Every_probability_keeps_what_its_uniforms_say() =>
        Gen.Select(Gen.Double[0, 1], Gen.ULong).Sample((keep, seed) =>
        {
            var random = new SampleRandom(seed);
            var request = Request([1, 2, 3], [3, 1, 2]) with { Keep = keep, Uniforms = random.Uniform };
            using var result = Decode(Scripted(), request);
            var expected = from image in Enumerable.Range(0, 2)
                           from step in Enumerable.Range(0, 3)
                           select random.Uniform(10 + image, step, draw: 1) < keep ? request.Originals![image][step] : 0;
            Assert.Equal(expected, Tensors.Longs(result.Tokens));
        }, iter: 50);

    public static TheoryData<string, Func<DecodeRequest, DecodeRequest>> Refusals => new()
    {
        { "Keep is -0.1; it must be from 0 to 1.", request => request with { Keep = -0.1 } },
        { "Keep is 2; it must be from 0 to 1.", request => request with { Keep = 2 } },
        { "Keep is NaN; it must be from 0 to 1.", request => request with { Keep = double.NaN } },
        {
            "Keep is 0.5, but there are no originals to keep tokens of; give originals, or leave Keep at 0.",
            request => request with { Originals = null, Keep = 0.5 }
        },
        { "There are 1 originals for 2 images; each image needs its own.", request => request with { Originals = [[1, 2, 3]] } },
        {
            "Original 1 has 2 tokens; images of this model have 3.",
            request => request with { Originals = [[1, 2, 3], [1, 2]] }
        },
        {
            "Original 0 has token 4 at place 2; the codebook has tokens 0 to 3.",
            request => request with { Originals = [[1, 2, 4], [1, 2, 3]] }
        },
        {
            "Original 1 has token -1 at place 0; the codebook has tokens 0 to 3.",
            request => request with { Originals = [[1, 2, 3], [-1, 2, 3]] }
        },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_kept_is_refused_before_the_model_is_asked(
        string message, Func<DecodeRequest, DecodeRequest> change)
    {
        var model = Scripted();
        var request = change(Request([1, 2, 3], [1, 2, 3]));
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => Decode(model, request)).Message);
        Assert.Empty(model.Calls);
    }

    /// <summary>Tokens of no image.</summary>
    private static long[][] Noise(int images) => Enumerable.Range(0, images)
        .Select(image => Enumerable.Range(0, TinyRar.Config.SequenceLength)
            .Select(place => (long)(7 * image + 5 * place) % TinyRar.Config.CodebookSize).ToArray()).ToArray();

    private static long[][] Images(DecodeResult result) =>
        Tensors.Longs(result.Tokens).Chunk((int)result.Tokens.shape[1]).ToArray();

    private static (long[] Tokens, float[] Logits) Record(RecordingModel model, DecodeRequest request)
    {
        using var result = Decode(model, request);
        using var logits = model.Logits();
        return (Tensors.Longs(result.Tokens), Tensors.Floats(logits));
    }

    private static DecodeResult Decode(ICausalImageModel model, DecodeRequest request) =>
        AutoregressiveDecoder.Decode(model, request, cancellationToken: TestContext.Current.CancellationToken);
}
