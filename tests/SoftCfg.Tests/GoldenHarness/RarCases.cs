using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Models.Rar;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The model of a RAR case.</summary>
internal static class RarCases
{
    public static RarModel Load(GoldenCase golden, ScalarType dtype = ScalarType.Float32)
    {
        var model = new RarModel(golden.Config.Deserialize<RarConfig>()!, dtype);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        checkpoint.LoadInto(model);
        return model;
    }
}
