using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The whole sampling loop on a small model: tokens, logits of both branches, scales, confidences, weighted values.</summary>
internal static class GenerateGolden
{
    /// <summary>Checks a case computed by libtorch, and, on the CPU, by its kernels.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors, Func<ICausalImageModel> load, GuidanceOptions guidance)
    {
        Check(golden, errors, load(), guidance);
        if (!GoldenDevice.HasKernels)
            return;
        var packed = load();
        ((IPackedModel)packed).Pack(WeightFormat.Float32);
        Check(golden, errors, packed, guidance);
    }

    private static void Check(GoldenCase golden, GoldenErrors errors, ICausalImageModel loaded, GuidanceOptions guidance)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var model = new RecordingModel(loaded, golden.Config.GetProperty("num_hidden_layers").GetInt32());
        var labels = golden.Input("labels").data<long>().Select(label => (int)label).ToArray();
        var uniforms = golden.Uniforms();
        var request = new DecodeRequest
        {
            Classes = labels,
            SampleIndices = labels.Select((_, index) => (long)index).ToArray(),
            Guidance = guidance,
            Sampling = new SamplingOptions { Temperature = golden.Sampling.GetProperty("randomize_temperature").GetDouble() },
            Uniforms = (index, step, _) => uniforms[step][index],
            Trace = true,
        };
        var cancellation = TestContext.Current.CancellationToken;
        if (golden.Expects("plain_cfg_tokens"))
        {
            var withoutSoftCfg = request with { Guidance = request.Guidance with { Kind = GuidanceKind.ClassifierFree } };
            using var plain = AutoregressiveDecoder.Decode(model, withoutSoftCfg, cancellationToken: cancellation);
            errors.Compare("plain_cfg_tokens", plain.Tokens, golden.Expected("plain_cfg_tokens"), Tolerance.Exact);
        }
        using var result = AutoregressiveDecoder.Decode(model, request, cancellationToken: cancellation);
        var traces = result.Traces!;

        errors.Compare("tokens", result.Tokens, golden.Expected("tokens"), Tolerance.Exact);
        if (golden.Expects("logits"))
        {
            errors.Compare("logits", model.Logits(), golden.Expected("logits"), Tolerance.Float32);
            return;
        }
        var branches = model.Logits().chunk(2, 1);  // 2 x [N, B, V]
        errors.Compare("cond_logits", branches[0], golden.Expected("cond_logits"), Tolerance.Float32);
        errors.Compare("uncond_logits", branches[1], golden.Expected("uncond_logits"), Tolerance.Float32);
        errors.Compare("cfg_scale", tensor(traces[0].Scale.ToArray()), golden.Expected("cfg_scale"), Tolerance.Float32);
        if (golden.Expects("confidence"))
        {
            // Column 0 is stored as 0 by the reference, which never uses it.
            var confidence = stack(traces.Select(trace => tensor(trace.Confidence.ToArray())).ToArray());
            errors.Compare("confidence", confidence.narrow(1, 1, confidence.shape[1] - 1),
                golden.Expected("confidence").narrow(1, 1, confidence.shape[1] - 1), Tolerance.Float32);
        }
        if (traces[0].ValueWeights.Count > 0)
        {
            errors.Compare("kv_weight, multiplied up", Cumulative(traces),
                golden.Expected("kv_weight").cumprod(0), Tolerance.Float32);
        }
        CompareValues(golden, errors, model, traces);
    }

    /// <summary>What a value has been multiplied by at the start of each step, in the reference's columns: [N, B, N].</summary>
    private static Tensor Cumulative(IReadOnlyList<DecodeTrace> traces)
    {
        var steps = traces[0].Scale.Count;
        var cumulative = ones([steps, traces.Count, steps]);
        for (var step = 2; step < steps; step++)
        {
            // The pass of step t feeds token t - 1. The reference's column 0 is the condition, column k + 1 token k.
            var weights = WeightsFeeding(traces, step - 1);
            cumulative[step].narrow(1, 1, step - 1).copy_(weights);
        }
        return cumulative;
    }

    /// <summary>The weights in the pass that feeds a token: [B, token].</summary>
    private static Tensor WeightsFeeding(IReadOnlyList<DecodeTrace> traces, int token) =>
        stack(traces.Select(trace => tensor(trace.ValueWeights[token].ToArray())).ToArray());

    /// <summary>The reference scales its cache in place; ours holds plain values, and the last pass's weights beside them.</summary>
    private static void CompareValues(GoldenCase golden, GoldenErrors errors, RecordingModel model,
        IReadOnlyList<DecodeTrace> traces)
    {
        (string Name, int Layer)[] layers = [("uncond_v_cache_first_layer", 0), ("uncond_v_cache_last_layer", model.Layers - 1)];
        foreach (var (name, layer) in layers)
        {
            var values = model.LastValues(layer).narrow(0, traces.Count, traces.Count).clone();  // [B, heads, length, head size]
            if (traces[0].ValueWeights.Count > 0)
            {
                var weights = WeightsFeeding(traces, traces[0].Scale.Count - 2);  // [B, N - 2]
                values.narrow(2, model.Context(null).Count, weights.shape[1]).mul_(weights.unsqueeze(1).unsqueeze(-1));
            }
            errors.Compare(name, values, golden.Expected(name), Tolerance.Float32);
        }
    }
}
