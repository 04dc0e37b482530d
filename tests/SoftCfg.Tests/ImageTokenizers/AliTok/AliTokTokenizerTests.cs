using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Tests.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.AliTok;

/// <summary>What golden cases do not pin.</summary>
public class AliTokTokenizerTests
{
    [Fact]
    public void An_image_does_not_affect_another()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var tokenizer = TinyAliTok.LoadTokenizer();
        var size = tokenizer.ImageSize;
        using var generator = new Generator(1);
        var pixels = rand([2, 3, size, size], generator: generator);
        var both = tokenizer.Decode(tokenizer.Encode(pixels));
        var alone = tokenizer.Decode(tokenizer.Encode(pixels.narrow(0, 1, 1)));
        Assert.True(allclose(alone[0], both[1], rtol: 1e-5, atol: 1e-6));
        Assert.False(allclose(both[0], both[1]));
    }

    [Fact]
    public void The_prefix_reaches_every_pixel()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var tokenizer = TinyAliTok.LoadTokenizer();
        var tokens = zeros(1, tokenizer.TokensPerImage, ScalarType.Int64);
        var before = tokenizer.Decode(tokens);
        tokens[0, 0] = 5;
        Assert.True(tokenizer.Decode(tokens).ne(before).any(1).to(ScalarType.Float32).mean().item<float>() > 0.9f);
    }

    [Fact]
    public void Sizes_that_make_no_tokenizer_are_named()
    {
        var config = AliTokTokenizerPresets.Published;
        config.Validate();
        Refuses(config with { PatchSize = 24 }, "image_size 256 is not a multiple of patch_size 24.");
        Refuses(config with { CodebookSize = 0 }, "codebook_size is 0; it must lie between 1 and 1048576.");
        Refuses(config with { PrefixTokens = -1 }, "aux_tokens is -1; it must lie between 0 and 65536.");
        Refuses(config with { Decoder = config.Decoder with { Heads = 7 } },
            "decoder.heads is 7, which does not divide decoder.width 1024.");
    }

    private static void Refuses(AliTokTokenizerConfig config, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(config.Validate).Message);
}
