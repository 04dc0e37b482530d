using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Weights of 4 bits in groups of 128, as the release of Lumina-mGPT 2.0 asks torchao for them.</summary>
internal static class Int4Golden
{
    /// <summary>In bfloat16 arithmetic some percent of the weights fall on the neighbouring step, a fifteenth of a group's range: 5.4 %.</summary>
    private static readonly Tolerance BFloat16 = new(0.08, double.PositiveInfinity);

    /// <summary>Inputs are rounded to 8 bits, in the groups of the weights.</summary>
    private static readonly Tolerance RoundedInputs = new(0.01, double.PositiveInfinity);

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var name in new[] { "scales", "zeros", "q", "scales32", "zeros32", "q32" })
            golden.LeaveOut(name, "stored otherwise here; the weights that come out are compared");
        var weight = golden.Input("weight");  // [outputs, inputs]
        using var projection = new Projection(weight.shape[1], weight.shape[0], hasBias: false, ScalarType.Float32, CPU);
        projection.Pack(weight, storedBias: null, WeightFormat.Int4);
        // Each input alone shows its weights.
        var dequantised = projection.call(eye(weight.shape[1], device: CPU)).t();
        var product = projection.call(golden.Input("x"));
        errors.Compare("dequantised32", dequantised, golden.Expected("dequantised32"), new(1e-4, 1e-3));
        errors.Compare("y32", product, golden.Expected("y32"), RoundedInputs);
        errors.Compare("dequantised", dequantised, golden.Expected("dequantised"), BFloat16);
        errors.Compare("y", product, golden.Expected("y"), BFloat16);
    }
}
