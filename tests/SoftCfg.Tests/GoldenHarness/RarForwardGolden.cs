using SoftCfg.Models.Rar;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Teacher-forced logits of RAR: at once, token by token through the cache, and as training computes them.</summary>
internal static class RarForwardGolden
{
    /// <summary>Whole network in bfloat16: the case puts float32 and bfloat16 arithmetic 0.0066 apart.</summary>
    private static readonly Tolerance BFloat16 = new(0.02, double.PositiveInfinity);

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var model = RarCases.Load(golden);
        var tokens = golden.Input("tokens");
        var labels = golden.Input("labels");
        var none = full_like(labels, model.EmptyCondition);
        errors.Compare("condition ids", labels + (model.CodebookSize + 1), golden.Input("condition_ids"), Tolerance.Exact);
        errors.Compare("none ids", none + (model.CodebookSize + 1), golden.Input("none_ids"), Tolerance.Exact);

        void Compare(string name, Tensor actual, Tolerance tolerance)
        {
            if (golden.Expects(name))
                errors.Compare(name, actual, golden.Expected(name), tolerance);
        }

        var blocks = new BlockOutputs(model);
        Compare("logits_cond", AtOnce(model, labels, tokens), Tolerance.Float32);
        Compare("block_first_out_cond", blocks.First, Tolerance.Float32);
        Compare("block_last_out_cond", blocks.Last, Tolerance.Float32);
        Compare("logits_uncond", AtOnce(model, none, tokens), Tolerance.Float32);
        Compare("logits_cond_first5", AtOnce(model, labels, tokens.narrow(1, 0, 5)), Tolerance.Float32);
        CompareOtherPaths(golden, errors, model, labels, tokens);
        using var reduced = RarCases.Load(golden, ScalarType.BFloat16);
        Compare("logits_cond_bf16_compute", AtOnce(reduced, labels, tokens), BFloat16);
        Compare("logits_uncond_bf16_compute", AtOnce(reduced, none, tokens), BFloat16);
    }

    /// <summary>Sampling's and training's ways to the same logits.</summary>
    private static void CompareOtherPaths(GoldenCase golden, GoldenErrors errors, RarModel model, Tensor labels, Tensor tokens)
    {
        var expected = golden.Expected("logits_cond");  // [B, N + 1, V]
        errors.Compare("logits_cond, token by token", TokenByToken(model, labels, tokens), expected, Tolerance.Float32);
        var raster = arange(tokens.shape[1]).expand_as(tokens);
        errors.Compare("logits_cond, as trained in raster order", model.ForwardInOrder(labels, tokens, raster),
            expected.narrow(1, 0, tokens.shape[1]), Tolerance.Float32);
    }

    private static Tensor AtOnce(RarModel model, Tensor conditions, Tensor tokens)
    {
        using var cache = model.CreateCache(tokens.shape[0]);
        return model.Forward(conditions, tokens, cache);
    }

    private static Tensor TokenByToken(RarModel model, Tensor conditions, Tensor tokens)
    {
        using var cache = model.CreateCache(tokens.shape[0]);
        var logits = new List<Tensor> { model.Forward(conditions, tokens.narrow(1, 0, 0), cache) };
        for (var k = 0; k < tokens.shape[1]; k++)
            logits.Add(model.Forward(conditions, tokens.narrow(1, k, 1), cache));
        return cat(logits, 1);
    }
}
