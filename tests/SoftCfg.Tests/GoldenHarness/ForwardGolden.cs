using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Tests.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Teacher-forced logits of a class-conditional model: at once, and token by token through the cache.</summary>
internal static class ForwardGolden
{
    /// <summary>Whole network in bfloat16: the cases put float32 and bfloat16 arithmetic 0.0066 to 0.0077 apart.</summary>
    private static readonly Tolerance BFloat16 = new(0.02, double.PositiveInfinity);

    /// <summary>What the formats of weights cost on random ones, which are harder to round than trained ones.</summary>
    private static readonly (WeightFormat Format, Tolerance Tolerance)[] Formats =
    [
        (WeightFormat.BFloat16, new(0.01, double.PositiveInfinity)),
        (WeightFormat.Int8, new(0.04, double.PositiveInfinity)),
        (WeightFormat.Int4, new(0.3, double.PositiveInfinity)),
    ];

    public static void Check(GoldenCase golden, GoldenErrors errors, Func<ScalarType, ICausalImageModel> load)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var model = load(ScalarType.Float32);
        var tokens = golden.Placed("tokens");
        var labels = golden.Input("labels");
        var classes = labels.data<long>().Select(label => (int?)label).ToArray();
        var none = new int?[classes.Length];
        errors.Compare("condition ids", Conditions(model, classes), golden.Input("condition_ids"), Tolerance.Exact);
        errors.Compare("none ids", Conditions(model, none), golden.Input("none_ids"), Tolerance.Exact);

        void Compare(string name, Tensor actual, Tolerance tolerance)
        {
            if (golden.Expects(name))
                errors.Compare(name, actual, golden.Expected(name), tolerance);
        }

        var blocks = new BlockOutputs((nn.Module)model);
        Compare("logits_cond", AtOnce(model, classes, tokens), Tolerance.Float32);
        Compare("block_first_out_cond", blocks.First, Tolerance.Float32);
        Compare("block_last_out_cond", blocks.Last, Tolerance.Float32);
        Compare("logits_uncond", AtOnce(model, none, tokens), Tolerance.Float32);
        Compare("logits_cond_first5", AtOnce(model, classes, tokens.narrow(1, 0, 5)), Tolerance.Float32);
        errors.Compare("logits_cond, token by token", TokenByToken(model, classes, tokens), golden.Expected("logits_cond"),
            Tolerance.Float32);
        if (GoldenDevice.HasKernels)
            CheckKernels(model, errors, () => load(ScalarType.Float32), classes, tokens, Compare);
        using var reduced = load(ScalarType.BFloat16);
        Compare("logits_cond_bf16_compute", AtOnce(reduced, classes, tokens), BFloat16);
        Compare("logits_uncond_bf16_compute", AtOnce(reduced, none, tokens), BFloat16);
    }

    /// <summary>The kernels of the CPU against the reference in float32, and every other format against float32.</summary>
    private static void CheckKernels(ICausalImageModel exact, GoldenErrors errors, Func<ICausalImageModel> load, int?[] classes, Tensor tokens,
        Action<string, Tensor, Tolerance> compare)
    {
        var none = new int?[classes.Length];
        using var kernels = Packed(load(), WeightFormat.Float32);
        compare("logits_cond", AtOnce(kernels, classes, tokens), Tolerance.Float32);
        compare("logits_uncond", AtOnce(kernels, none, tokens), Tolerance.Float32);
        compare("logits_cond_first5", AtOnce(kernels, classes, tokens.narrow(1, 0, 5)), Tolerance.Float32);
        compare("logits_cond", TokenByToken(kernels, classes, tokens), Tolerance.Float32);
        var expected = AtOnce(exact, classes, tokens);
        foreach (var (format, tolerance) in Formats)
        {
            using var reduced = Packed(load(), format);
            errors.Compare($"logits_cond, {format} weights", TokenByToken(reduced, classes, tokens), expected, tolerance);
        }
    }

    private static ICausalImageModel Packed(ICausalImageModel model, WeightFormat format)
    {
        ((IPackedModel)model).Pack(format);
        return model;
    }

    private static Tensor Conditions(ICausalImageModel model, int?[] classes) =>
        tensor(classes.Select(label => model.Context(label)[^1]).ToArray());

    /// <summary>Logits of the last context token and of all tokens: [rows, 1 + N, V].</summary>
    private static Tensor AtOnce(ICausalImageModel model, int?[] classes, Tensor tokens)
    {
        var (fed, conditions) = Passes.Behind(model, classes, tokens);
        using var cache = model.CreateCache(classes.Length, (int)fed.shape[1]);
        return Passes.Feed(model, cache, conditions, fed, 1 + (int)tokens.shape[1]);
    }

    private static Tensor TokenByToken(ICausalImageModel model, int?[] classes, Tensor tokens)
    {
        var (context, conditions) = Passes.Behind(model, classes, tokens.narrow(1, 0, 0));
        using var cache = model.CreateCache(classes.Length, (int)(context.shape[1] + tokens.shape[1]));
        var logits = new List<Tensor> { Passes.Feed(model, cache, conditions, context, 1) };
        for (var k = 0; k < tokens.shape[1]; k++)
            logits.Add(Passes.Feed(model, cache, conditions, tokens.narrow(1, k, 1)));
        return cat(logits, 1);
    }
}
