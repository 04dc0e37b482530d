using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models.LuminaMGpt;
using SoftCfg.Tests.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of Lumina's cases. Models are checked by libtorch, and, on the CPU, by its kernels.</summary>
internal static class LuminaGolden
{
    /// <summary>What a case holds tells its kind, since its name may be any; the first that fits.</summary>
    private static readonly (string Kind, Func<GoldenCase, bool> Fits, GoldenCheck Check)[] Kinds =
    [
        ("prompt-template", golden => golden.Json.TryGetProperty("examples", out _), PromptGolden.Check),
        ("forward-padded", golden => golden.Has("attention_mask"), CheckPadded),
        ("forward-decode", golden => golden.Has("chunks"), CheckChunks),
        ("forward-shards", golden => golden.Json.TryGetProperty("masked_ids", out _), CheckShards),
        ("generate", golden => golden.Json.TryGetProperty("cfg_requested", out _), LuminaGenerateGolden.Check),
        ("softcfg-ar", golden => golden.Json.TryGetProperty("runs", out _) && !golden.Json.TryGetProperty("window", out _),
            LuminaGenerateGolden.CheckRuns),
        ("softcfg-sjd", golden => golden.Json.TryGetProperty("window", out _), JacobiLuminaGolden.Check),
        ("softcfg-weights", golden => golden.Has("0.confidence"), CheckWeights),
        ("int4-group128", golden => golden.Expects("dequantised"), Int4Golden.Check),
    ];

    /// <summary>Checks a case.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        var known = Array.Find(Kinds, kind => kind.Fits(golden)).Check ?? throw new NotSupportedException(
            $"case \"{golden.Kind}\" of family lumina is of no kind that is supported; supported are {string.Join(", ", Kinds.Select(kind => kind.Kind))}");
        known(golden, errors);
    }

    /// <summary>Runs a check with the model of libtorch, and with its packed weights.</summary>
    internal static void EachModel(GoldenCase golden, Action<LuminaMGptModel> check)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using (var model = LuminaCases.Load(golden))
            check(model);
        if (!GoldenDevice.HasKernels)
            return;
        using var packed = LuminaCases.Load(golden);
        packed.Pack(WeightFormat.Float32);
        check(packed);
    }

    /// <summary>Rows without their padding, each at positions of its own: padding is nothing that we feed.</summary>
    private static void CheckPadded(GoldenCase golden, GoldenErrors errors)
    {
        golden.LeaveOut("rope_cos", "rotations are checked by the keys");
        golden.LeaveOut("rope_sin", "rotations are checked by the keys");
        golden.LeaveOut("position_ids", "they count what the mask shows");
        foreach (var name in golden.ExpectedNames.Where(name => name.StartsWith("hidden.", StringComparison.Ordinal)))
            golden.LeaveOut(name, "blocks are checked by the logits behind them");
        var (ids, mask) = (golden.Placed("input_ids"), golden.Input("attention_mask"));
        EachModel(golden, model =>
        {
            for (var row = 0; row < ids.shape[0]; row++)
            {
                var count = (int)mask[row].sum().item<long>();
                Tensor Shown(Tensor all, int axis) => all.narrow(axis, all.shape[axis] - count, count);
                using var cache = model.CreateCache(1, count);
                var logits = Passes.Feed(model, cache, ids[row].narrow(0, 0, 1), Shown(ids[row], 0).unsqueeze(0));
                errors.Compare($"logits {row}", logits[0], Shown(golden.Expected("logits")[row], 0), Tolerance.Float32);
                errors.Compare($"key0 {row}", cache.Keys(0, 0, 1, count)[0], Shown(golden.Expected("key0")[row], 1), Tolerance.Float32);
                errors.Compare($"value0 {row}", cache.Values(0, 0, 1, count)[0], Shown(golden.Expected("value0")[row], 1), Tolerance.Float32);
            }
        });
    }

    private static void CheckChunks(GoldenCase golden, GoldenErrors errors)
    {
        var ids = golden.Placed("input_ids");
        var layers = golden.Config.GetProperty("num_hidden_layers").GetInt32();
        EachModel(golden, model =>
        {
            using var whole = model.CreateCache(1, (int)ids.shape[1]);
            errors.Compare("logits_full", Passes.Feed(model, whole, ids[0].narrow(0, 0, 1), ids), golden.Expected("logits_full"), Tolerance.Float32);
            using var cache = model.CreateCache(1, (int)ids.shape[1]);
            var first = 0L;
            var parts = new List<Tensor>();
            foreach (var chunk in LuminaCases.Longs(golden.Input("chunks")))
            {
                parts.Add(Passes.Feed(model, cache, ids[0].narrow(0, 0, 1), ids.narrow(1, first, chunk)));
                first += chunk;
            }
            errors.Compare("logits_incremental", cat(parts, 1), golden.Expected("logits_incremental"), Tolerance.Float32);
            errors.Compare("key_last_layer", cache.Keys(layers - 1, 0, 1, (int)first), golden.Expected("key_last_layer"), Tolerance.Float32);
            errors.Compare("value_last_layer", cache.Values(layers - 1, 0, 1, (int)first), golden.Expected("value_last_layer"), Tolerance.Float32);
        });
    }

    private static void CheckShards(GoldenCase golden, GoldenErrors errors)
    {
        var ids = golden.Placed("input_ids");
        EachModel(golden, model =>
        {
            using var cache = model.CreateCache((int)ids.shape[0], (int)ids.shape[1]);
            var logits = Passes.Feed(model, cache, ids.select(1, 0), ids).cpu();
            var expected = golden.Expected("logits");
            errors.Compare("masked", logits.eq(TensorOf(float.MinValue)), expected.eq(TensorOf(float.MinValue)), Tolerance.Exact);
            var shown = expected.ne(TensorOf(float.MinValue));
            errors.Compare("logits", logits.masked_select(shown), expected.masked_select(shown), Tolerance.Float32);
        });
    }

    private static void CheckWeights(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; golden.Has($"{i}.confidence"); i++)
        {
            golden.LeaveOut($"{i}.inplace_cumulative", "the product of the releases' ratios, equal up to rounding: values are not rescaled here");
            var confidence = golden.Input($"{i}.confidence").unsqueeze(0);
            var options = new GuidanceOptions { Strength = golden.Input($"{i}.strength").item<float>() };
            Tensor Weights(bool normalised) => ValueWeights.FromConfidences(confidence, options with { StepNormalization = normalised })[0];
            errors.Compare($"{i}.nonorm", Weights(false), golden.Expected($"{i}.nonorm"), Tolerance.Float32);
            errors.Compare($"{i}.stepnorm", Weights(true), golden.Expected($"{i}.stepnorm"), Tolerance.Float32);
        }
    }

    private static Tensor TensorOf(float number) => tensor(number, ScalarType.Float32, CPU);
}
