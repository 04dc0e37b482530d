using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Models.LuminaMGpt;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The model, the prompt and the image of a Lumina case.</summary>
internal static class LuminaCases
{
    public static LuminaMGptModel Load(GoldenCase golden)
    {
        var config = golden.Config.Deserialize<LuminaMGptConfig>()!;
        if (golden.Json.TryGetProperty("masked_ids", out var ids))
            config = config with { MaskedTokens = ids.Deserialize<int[]>()! };
        var model = new LuminaMGptModel(config, device: GoldenDevice.Current);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        checkpoint.LoadInto(model);
        return model;
    }

    public static int Special(GoldenCase golden, string name) => golden.Json.GetProperty("special").GetProperty(name).GetInt32();

    public static ImageRows Image(GoldenCase golden) => new(golden.Json.GetProperty("rows").GetInt32(),
        golden.Json.GetProperty("cols").GetInt32(),
        new TokenRange(Special(golden, "image_token_offset"), Special(golden, "image_vocab")), Special(golden, "new_line"),
        Special(golden, "image_end"));

    public static long[] Longs(Tensor tensor) => tensor.data<long>().ToArray();
}
