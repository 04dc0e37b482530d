using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// The factors that the reference multiplies its cached values by at the start of every step, from the confidences that it
/// returned; those included that it computes after the last token, for a pass it never makes, and those that a release
/// computes but never applies.
/// </summary>
internal static class FactorsGolden
{
    /// <summary>
    /// A factor is a quotient of two float32 weights of at least 0.05, each off by about 1e-7 from subtracting a share from 1:
    /// relative 2 · 1e-7 / 0.05 = 4e-6, and factors reach 20.
    /// </summary>
    private static readonly Tolerance Factors = new(1e-5, 1e-4);

    /// <summary>Compares the factors, where the case has them.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors, GuidanceOptions guidance)
    {
        if (!golden.Expects("kv_weight_after_last_step"))
            return;
        using var scope = NewDisposeScope();
        var confidence = golden.Expected("confidence");  // [B, N]
        var steps = (int)confidence.shape[1];
        // Column 0 is the condition, column k + 1 the value of token k, weakened by the confidence of token k + 1.
        var weights = ones([steps + 1, confidence.shape[0], steps]);
        for (var step = 2; step <= steps; step++)
        {
            weights[step].narrow(1, 1, step - 1)
                .copy_(ValueWeights.FromConfidences(confidence.narrow(1, 1, step - 1), guidance));
        }
        // A confidence of 1 may leave nothing of a value: 0 / 0 is then no change.
        var factors = (weights.narrow(0, 1, steps) / weights.narrow(0, 0, steps)).nan_to_num(1);
        errors.Compare("kv_weight, from the confidences", factors.narrow(0, 0, steps - 1),
            golden.Expected("kv_weight").narrow(0, 1, steps - 1), Factors);
        errors.Compare("kv_weight_after_last_step", factors[^1], golden.Expected("kv_weight_after_last_step"), Factors);
    }
}
