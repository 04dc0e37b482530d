using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding;

/// <summary>The loop with real attention: a small RAR with the weights of the golden cases.</summary>
public class RarDecodingTests
{
    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void An_image_does_not_depend_on_the_others_of_its_batch(GuidanceKind kind)
    {
        using var model = TinyRar.Load();
        long[] indices = [0, 1, 2, 3, 4, 5, 6];
        var alone = indices.SelectMany(index => Tokens(model, TinyRar.Request(kind, index)));
        Assert.Equal(Tokens(model, TinyRar.Request(kind, indices)), alone);
    }

    [Fact]
    public void Softcfg_of_strength_0_is_plain_guidance_bit_for_bit()
    {
        using var model = new RecordingModel(TinyRar.Load(), TinyRar.Config.Layers);
        var soft = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1);
        var (tokens, logits) = Record(model, soft with { Guidance = soft.Guidance with { Strength = 0 } });
        var (plainTokens, plainLogits) = Record(model, TinyRar.Request(GuidanceKind.ClassifierFree, 0, 1));
        Assert.Equal(plainTokens, tokens);
        Assert.Equal(plainLogits, logits);

        // And the comparison can fail: with a strength, the unconditional logits leave those of plain guidance.
        Assert.NotEqual(plainLogits, Record(model, soft).Logits);
    }

    [Fact]
    public void A_trace_changes_nothing()
    {
        using var model = TinyRar.Load();
        var request = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1);
        Assert.Equal(Tokens(model, request), Tokens(model, request with { Trace = true }));
    }

    [Fact]
    public void The_seed_decides_the_image()
    {
        using var model = TinyRar.Load();
        long[] OfSeed(ulong seed) =>
            Tokens(model, TinyRar.Request(GuidanceKind.SoftCfg, 0) with { Uniforms = new SampleRandom(seed).Uniform });
        Assert.Equal(OfSeed(1), OfSeed(1));
        Assert.NotEqual(OfSeed(1), OfSeed(2));
    }

    private static (long[] Tokens, float[] Logits) Record(RecordingModel model, DecodeRequest request)
    {
        var tokens = Tokens(model, request);
        using var logits = model.Logits();
        return (tokens, Tensors.Floats(logits));
    }

    private static long[] Tokens(ICausalImageModel model, DecodeRequest request)
    {
        using var result = AutoregressiveDecoder.Decode(
            model, request, cancellationToken: TestContext.Current.CancellationToken);
        return Tensors.Longs(result.Tokens);
    }
}
