using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>AliTok's image tokenizer: latents, tokens, pixels and bytes.</summary>
internal static class AliTokTokenizerGolden
{
    public static void CheckEncode(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var pixels = golden.Placed("pixels");
        TokenizerVariants.Each(() => AliTokCases.LoadTokenizer(golden), tokenizer =>
        {
            errors.Compare("latents", tokenizer.EncodeLatents(pixels), golden.Expected("latents"), Tolerance.Float32);
            errors.Compare("tokens", tokenizer.Encode(pixels), golden.Expected("tokens"), Tolerance.Exact);
        });
    }

    public static void CheckDecode(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        TokenizerVariants.Each(() => AliTokCases.LoadTokenizer(golden), tokenizer =>
        {
            var pixels = tokenizer.Decode(golden.Placed("tokens"));
            errors.Compare("pixels", pixels, golden.Expected("pixels"), Tolerance.Float32);
            PostprocessGolden.CompareBytes(golden, errors, PixelRange.ZeroToOne, pixels);
        });
    }
}
