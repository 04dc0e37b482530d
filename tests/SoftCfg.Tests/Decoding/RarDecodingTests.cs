using SoftCfg.Decoding;
using SoftCfg.Guidance;
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
        using var together = AutoregressiveDecoder.Decode(model, TinyRar.Request(kind, indices));
        var alone = indices.SelectMany(index =>
        {
            using var result = AutoregressiveDecoder.Decode(model, TinyRar.Request(kind, index));
            return Tensors.Longs(result.Tokens);
        });
        Assert.Equal(Tensors.Longs(together.Tokens), alone);
    }

    [Fact]
    public void Softcfg_of_strength_0_is_plain_guidance_bit_for_bit()
    {
        using var model = new RecordingModel(TinyRar.Load(), TinyRar.Config.Layers);
        var soft = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1);
        var (tokens, logits) = Decode(model, soft with { Guidance = soft.Guidance with { Strength = 0 } });
        var (plainTokens, plainLogits) = Decode(model, TinyRar.Request(GuidanceKind.ClassifierFree, 0, 1));
        Assert.Equal(plainTokens, tokens);
        Assert.Equal(plainLogits, logits);

        // And the comparison can fail: with a strength, the unconditional logits leave those of plain guidance.
        Assert.NotEqual(plainLogits, Decode(model, soft).Logits);
    }

    [Fact]
    public void A_trace_changes_nothing()
    {
        using var model = TinyRar.Load();
        var request = TinyRar.Request(GuidanceKind.SoftCfg, 0, 1);
        using var plain = AutoregressiveDecoder.Decode(model, request);
        using var traced = AutoregressiveDecoder.Decode(model, request with { Trace = true });
        Assert.Equal(Tensors.Longs(plain.Tokens), Tensors.Longs(traced.Tokens));
    }

    [Fact]
    public void The_seed_decides_the_image()
    {
        using var model = TinyRar.Load();
        long[] Tokens(ulong seed)
        {
            using var result = AutoregressiveDecoder.Decode(model,
                TinyRar.Request(GuidanceKind.SoftCfg, 0) with { Uniforms = new SampleRandom(seed).Uniform });
            return Tensors.Longs(result.Tokens);
        }
        Assert.Equal(Tokens(seed: 1), Tokens(seed: 1));
        Assert.NotEqual(Tokens(seed: 1), Tokens(seed: 2));
    }

    private static (long[] Tokens, float[] Logits) Decode(RecordingModel model, DecodeRequest request)
    {
        using var result = AutoregressiveDecoder.Decode(model, request);
        using var logits = model.Logits();
        return (Tensors.Longs(result.Tokens), Tensors.Floats(logits));
    }
}
