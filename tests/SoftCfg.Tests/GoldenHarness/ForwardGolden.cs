using SoftCfg.Models;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Teacher-forced logits of a class-conditional model: at once, and token by token through the cache.</summary>
internal static class ForwardGolden
{
    /// <summary>Whole network in bfloat16: the cases put float32 and bfloat16 arithmetic 0.0066 to 0.0077 apart.</summary>
    private static readonly Tolerance BFloat16 = new(0.02, double.PositiveInfinity);

    public static void Check(GoldenCase golden, GoldenErrors errors, Func<ScalarType, ICausalImageModel> load)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var model = load(ScalarType.Float32);
        var tokens = golden.Input("tokens");
        var labels = golden.Input("labels");
        var none = TensorArithmetic.Full(labels.shape, model.EmptyCondition, ScalarType.Int64);
        errors.Compare("condition ids", labels.Plus(model.CodebookSize + 1), golden.Input("condition_ids"), Tolerance.Exact);
        errors.Compare("none ids", none.Plus(model.CodebookSize + 1), golden.Input("none_ids"), Tolerance.Exact);

        void Compare(string name, Tensor actual, Tolerance tolerance)
        {
            if (golden.Expects(name))
                errors.Compare(name, actual, golden.Expected(name), tolerance);
        }

        var blocks = new BlockOutputs((nn.Module)model);
        Compare("logits_cond", AtOnce(model, labels, tokens), Tolerance.Float32);
        Compare("block_first_out_cond", blocks.First, Tolerance.Float32);
        Compare("block_last_out_cond", blocks.Last, Tolerance.Float32);
        Compare("logits_uncond", AtOnce(model, none, tokens), Tolerance.Float32);
        Compare("logits_cond_first5", AtOnce(model, labels, tokens.narrow(1, 0, 5)), Tolerance.Float32);
        errors.Compare("logits_cond, token by token", TokenByToken(model, labels, tokens), golden.Expected("logits_cond"),
            Tolerance.Float32);
        using var reduced = load(ScalarType.BFloat16);
        Compare("logits_cond_bf16_compute", AtOnce(reduced, labels, tokens), BFloat16);
        Compare("logits_uncond_bf16_compute", AtOnce(reduced, none, tokens), BFloat16);
    }

    private static Tensor AtOnce(ICausalImageModel model, Tensor conditions, Tensor tokens)
    {
        using var cache = model.CreateCache(tokens.shape[0]);
        return model.Forward(conditions, tokens, cache);
    }

    private static Tensor TokenByToken(ICausalImageModel model, Tensor conditions, Tensor tokens)
    {
        using var cache = model.CreateCache(tokens.shape[0]);
        var logits = new List<Tensor> { model.Forward(conditions, tokens.narrow(1, 0, 0), cache) };
        for (var k = 0; k < tokens.shape[1]; k++)
            logits.Add(model.Forward(conditions, tokens.narrow(1, k, 1), cache));
        return cat(logits, 1);
    }
}
