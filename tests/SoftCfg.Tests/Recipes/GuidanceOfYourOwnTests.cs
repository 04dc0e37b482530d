using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of docs/recipes/guidance-of-your-own.md, and that it does what the page says.</summary>
public class GuidanceOfYourOwnTests
{
    [Fact]
    public void The_example_guides_and_reports()
    {
        using var generator = new ImageGenerator(TinyRar.Load(), TinyTokenizer.Load());
        // begin use
        var options = new GenerationOptions
        {
            Classes = [0, 1, 2],
            Guidance = new GuidanceOptions { Own = AdaptiveProjectedGuidance.Of(scale: 4, momentum: -0.5) },
            Trace = true,
        };
        var differences = generator.Generate(options).Select(image => image.Trace!.Own["difference"]).ToList();
        // end use
        Assert.Equal(3, differences.Count);
        Assert.All(differences, image => Assert.Equal(16, image.Count));
        Assert.All(differences, image => Assert.All(image, value => Assert.InRange(value, 1e-3, 1e3)));
    }

    [Fact]
    public void It_pushes_across_the_conditional_logits_only()
    {
        using var scope = NewDisposeScope();
        using var guidance = new AdaptiveProjectedGuidance(Steps.Context(1, 4, codes: 6), scale: 3, momentum: 0);
        var logits = Tensors.Random(3, 2, 6);
        var conditional = logits[0] - logits[0].mean();
        var push = guidance.Combine(Steps.Of(1, 0), logits)[0] - conditional;
        Assert.Equal(0, push.dot(conditional).item<float>(), 1e-4);
        Assert.NotEqual(0, push.norm().item<float>(), 1e-2);
    }

    [Fact]
    public void Momentum_is_of_the_sequence_and_not_of_its_place()
    {
        using var model = TinyRar.Load();
        var guidance = new GuidanceOptions { Own = AdaptiveProjectedGuidance.Of(scale: 4, momentum: -0.5) };
        var request = TinyRar.Request(GuidanceKind.None, 0) with { Guidance = guidance };
        using var session = new DecodeSession(model, 1);
        long[] Tokens()
        {
            using var result = AutoregressiveDecoder.Decode(session, request.Sequences(model), null, CancellationToken.None);
            return Tensors.Longs(result.Tokens);
        }
        Assert.Equal(Tokens(), Tokens());
    }
}
