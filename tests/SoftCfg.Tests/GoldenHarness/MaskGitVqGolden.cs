using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The MaskGIT-VQGAN tokenizer: latents, tokens, pixels and bytes.</summary>
internal static class MaskGitVqGolden
{
    public static void CheckEncode(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var pixels = golden.Placed("pixels");
        TokenizerVariants.Each(() => Load(golden), tokenizer =>
        {
            errors.Compare("latents", tokenizer.EncodeLatents(pixels), golden.Expected("latents"), Tolerance.Float32);
            errors.Compare("tokens", tokenizer.Encode(pixels), golden.Expected("tokens"), Tolerance.Exact);
        });
    }

    public static void CheckDecode(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        TokenizerVariants.Each(() => Load(golden), tokenizer =>
        {
            var pixels = tokenizer.Decode(golden.Placed("tokens"));
            errors.Compare("pixels", pixels, golden.Expected("pixels"), Tolerance.Float32);
            PostprocessGolden.CompareBytes(golden, errors, PixelRange.ZeroToOne, pixels);
        });
    }

    /// <summary>A case may hold only the half that it needs; the other half of the tokenizer stays zero.</summary>
    private static MaskGitVqTokenizer Load(GoldenCase golden)
    {
        var tokenizer = new MaskGitVqTokenizer(golden.Config.Deserialize<MaskGitVqConfig>()!, device: GoldenDevice.Current);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        var report = checkpoint.CompareWith(tokenizer);
        var half = golden.Kind == "encode" ? "decoder." : "encoder.";
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Mismatched);
        Assert.All(report.Missing, missing => Assert.StartsWith(half, missing.Name, StringComparison.Ordinal));
        var weights = tokenizer.state_dict();
        foreach (var info in checkpoint.Tensors)
            weights[info.Name].copy_(checkpoint.Read(info.Name));
        return tokenizer;
    }
}
