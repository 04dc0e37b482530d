using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Models.AliTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The generator and the image tokenizer of an AliTok case.</summary>
internal static class AliTokCases
{
    public static AliTokModel Load(GoldenCase golden, ScalarType dtype = ScalarType.Float32) =>
        Fill(golden, new AliTokModel(golden.Config.Deserialize<AliTokConfig>()!, dtype, GoldenDevice.Current));

    public static AliTokTokenizer LoadTokenizer(GoldenCase golden)
    {
        int Size(string name) => golden.Config.GetProperty(name).GetInt32();
        return Fill(golden, new AliTokTokenizer(new AliTokTokenizerConfig
        {
            ImageSize = Size("grid") * Size("patch"),
            PatchSize = Size("patch"),
            CodeChannels = Size("token_size"),
            CodebookSize = Size("codebook_size"),
            Encoder = new() { Width = Size("enc_width"), Layers = Size("enc_layers"), Heads = Size("enc_heads") },
            Decoder = new() { Width = Size("dec_width"), Layers = Size("dec_layers"), Heads = Size("dec_heads") },
        }, device: GoldenDevice.Current));
    }

    private static TModule Fill<TModule>(GoldenCase golden, TModule module)
        where TModule : nn.Module
    {
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        checkpoint.LoadInto(module);
        return module;
    }
}
