using SoftCfg.Decoding;
using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// The sampling loop on prescribed logits, without a network: guidance, confidences, weights and tokens.
/// </summary>
internal static class RecursionGolden
{
    /// <summary>
    /// A factor of the reference is a quotient of two float32 weights of at least 0.05, each off by about 1e-7 from
    /// subtracting a share from 1: relative 2 · 1e-7 / 0.05 = 4e-6, and factors reach 20.
    /// </summary>
    private static readonly Tolerance Factors = new(1e-5, 1e-4);

    public static void Check(GoldenCase golden, GoldenErrors errors, GuidanceOptions options, int prefixLength)
    {
        using var scope = NewDisposeScope();
        var conditional = golden.Placed("cond_logits");  // [N, B, V]
        var unconditional = golden.Placed("uncond_logits");
        var uniforms = golden.Uniforms();
        var (steps, batch) = ((int)conditional.shape[0], (int)conditional.shape[1]);
        var temperature = golden.Sampling.GetProperty("randomize_temperature").GetDouble();

        using var guidance = options.Create(Steps.Context(batch, steps, temperature, device: GoldenDevice.Current));
        using var probe = new WeightProbe(2 * batch, prefixLength, steps, GoldenDevice.Current);
        var sampler = new TokenSampler(new SamplingOptions { Temperature = temperature });
        var tokens = zeros([batch, steps], ScalarType.Int64);
        var scale = new float[steps];
        // What the values of [condition, token 0, token 1, ...] have been multiplied by; 1 where nothing is cached.
        var cumulative = ones([steps, batch, steps], ScalarType.Float32);
        for (var step = 0; step < steps; step++)
        {
            var weights = probe.Feed(guidance, step).cpu();  // [2 B, prefix + step]
            errors.Compare("conditional weights", weights.narrow(0, 0, batch),
                ones_like(weights.narrow(0, 0, batch)), Tolerance.Float32);
            cumulative[step].narrow(1, 0, step)
                .copy_(weights.narrow(0, batch, batch).narrow(1, prefixLength - 1, step));

            var logits = cat([conditional[step], unconditional[step]]);
            scale[step] = guidance.ScaleAt(step);
            using var at = Steps.Of(batch, step, GoldenDevice.Current);
            var sampled = sampler.Sample(guidance.Combine(at, logits), uniforms[step]);
            tokens.select(1, step).copy_(sampled);
            guidance.Observe(at, logits, sampled);
        }

        errors.Compare("tokens", tokens, golden.Expected("tokens"), Tolerance.Exact);
        errors.Compare("cfg_scale", tensor(scale), golden.Expected("cfg_scale"), Tolerance.Float32);
        // The reference stores 0 for token 0, whose confidence it never uses; we keep what it was.
        errors.Compare("confidence", Confidences((SoftCfgGuidance)guidance, batch).narrow(1, 1, steps - 1),
            golden.Expected("confidence").narrow(1, 1, steps - 1), Tolerance.Float32);
        errors.Compare("cumulative_weight", cumulative, golden.Expected("cumulative_weight"), Tolerance.Float32);
        errors.Compare("kv_weight", FactorsOf(cumulative), golden.Expected("kv_weight"), Factors);
    }

    private static Tensor Confidences(SoftCfgGuidance guidance, int batch) =>
        stack(Enumerable.Range(0, batch).Select(guidance.Confidences).ToArray());

    /// <summary>
    /// What the reference multiplies by at every step: a row over the one before it, 1 where both are 0.
    /// </summary>
    private static Tensor FactorsOf(Tensor cumulative)
    {
        var before = cat([ones_like(cumulative.narrow(0, 0, 1)), cumulative.narrow(0, 0, cumulative.shape[0] - 1)]);
        return (cumulative / before).nan_to_num(1);
    }
}
