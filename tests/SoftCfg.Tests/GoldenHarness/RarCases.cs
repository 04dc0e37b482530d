using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Models.Rar;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The model of a RAR case, and what only RAR has: the pass that training takes.</summary>
internal static class RarCases
{
    public static RarModel Load(GoldenCase golden, ScalarType dtype = ScalarType.Float32)
    {
        var model = new RarModel(golden.Config.Deserialize<RarConfig>()!, dtype, GoldenDevice.Current);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        checkpoint.LoadInto(model);
        return model;
    }

    public static void CheckForward(GoldenCase golden, GoldenErrors errors)
    {
        ForwardGolden.Check(golden, errors, dtype => Load(golden, dtype));
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var model = Load(golden);
        var tokens = golden.Placed("tokens");
        var raster = TensorArithmetic.Range(tokens.shape[1], tokens.device).expand_as(tokens);
        errors.Compare("logits_cond, as trained in raster order", model.ForwardInOrder(golden.Placed("labels"), tokens, raster),
            golden.Expected("logits_cond").narrow(1, 0, tokens.shape[1]), Tolerance.Float32);
    }
}
