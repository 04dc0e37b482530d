using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models.LuminaMGpt;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Lumina's images token by token: tokens, logits of both branches, scores, scales, confidences, weights.</summary>
internal static class LuminaGenerateGolden
{
    // Start, height and width, at the end of the prompt: what the unconditional branch begins with.
    private const int SizeTokens = 3;

    /// <summary>A case of plain guidance, as the reference's own processors have it.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        var image = LuminaCases.Image(golden);
        double Number(string name) => golden.Json.GetProperty(name).GetDouble();
        var sampling = new SamplingOptions
        {
            Temperature = Number("temperature"),
            TopK = golden.Json.GetProperty("image_top_k").GetInt32(),
            Greedy = golden.Json.GetProperty("greedy").GetBoolean(),
        };
        var guidance = new GuidanceOptions
        {
            Kind = GuidanceKind.ClassifierFree,
            Scale = Number("cfg_requested"),
            DecayGrids = golden.Json.GetProperty("height_grids").GetInt32() * golden.Json.GetProperty("width_grids").GetInt32(),
        };
        var uniforms = golden.Input("uniforms").data<float>().ToArray();
        LuminaGolden.EachModel(golden, model =>
        {
            var (sequence, conditional, unconditional) = Decode(model, golden, image, guidance, sampling, uniforms);
            var prompt = LuminaCases.Longs(golden.Input("prompt"));
            errors.Compare("tokens", tensor(prompt.Concat(sequence.Tokens).ToArray()), golden.Expected("tokens"), Tolerance.Exact);
            errors.Compare("codes", tensor(image.CodesOf(sequence.Tokens), [image.Rows, image.Columns]), golden.Expected("codes"), Tolerance.Exact);
            errors.Compare("cond_logits", conditional, golden.Expected("cond_logits"), Tolerance.Float32);
            errors.Compare("uncond_logits", unconditional, golden.Expected("uncond_logits"), Tolerance.Float32);
            errors.Compare("guidance", tensor(sequence.Traced!.Scale.ToArray()), golden.Expected("guidance"), Tolerance.Float32);
            CompareScores(errors, image, sampling, golden.Expected("guidance"), conditional, unconditional, golden.Expected("scores"));
        });
    }

    /// <summary>A case of several runs with SoftCFG on one model.</summary>
    public static void CheckRuns(GoldenCase golden, GoldenErrors errors)
    {
        var image = LuminaCases.Image(golden);
        foreach (var run in golden.Json.GetProperty("runs").EnumerateObject())
        {
            var sampling = new SamplingOptions
            {
                Temperature = run.Value.GetProperty("temperature").GetDouble(),
                TopK = golden.Json.GetProperty("image_top_k").GetInt32(),
            };
            var guidance = Guidance(golden, run.Value);
            var uniforms = golden.Input($"{run.Name}.uniforms").data<float>().ToArray();
            LuminaGolden.EachModel(golden, model => Check(golden, errors, run.Name, image,
                Decode(model, golden, image, guidance, sampling, uniforms)));
        }
    }

    /// <summary>SoftCFG of a run: a token's own confidence weakens its own value, and the scale is constant.</summary>
    internal static GuidanceOptions Guidance(GoldenCase golden, JsonElement run) => new()
    {
        Scale = golden.Json.GetProperty("cfg").GetDouble(),
        ScalePower = 0,
        Strength = run.GetProperty("strength").GetDouble(),
        StepNormalization = run.GetProperty("step_norm").GetBoolean(),
        Confidence = run.TryGetProperty("confidence", out var source) && source.GetString() == "sampled"
            ? ConfidenceSource.Sampled
            : ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Paper,
    };

    private static void Check(GoldenCase golden, GoldenErrors errors, string run, ImageRows image,
        (Sequence Sequence, Tensor Conditional, Tensor Unconditional) decoded)
    {
        var prompt = LuminaCases.Longs(golden.Input("prompt"));
        var (sequence, conditional, unconditional) = decoded;
        errors.Compare($"{run}.tokens", tensor(prompt.Concat(sequence.Tokens).ToArray()), golden.Expected($"{run}.tokens"), Tolerance.Exact);
        errors.Compare($"{run}.cond_logits", conditional, golden.Expected($"{run}.cond_logits"), Tolerance.Float32);
        errors.Compare($"{run}.uncond_logits", unconditional, golden.Expected($"{run}.uncond_logits"), Tolerance.Float32);
        var trace = sequence.Traced!;
        var codes = Enumerable.Range(0, image.Length).Select(step => image.IsCode(step) ? 1f : 0f).ToArray();
        errors.Compare($"{run}.confidence", tensor(trace.Confidence.ToArray()).mul(tensor(codes)), golden.Expected($"{run}.confidence"), Tolerance.Float32);
        var weights = ones([image.Length, image.Length]);
        for (var step = 2; step < image.Length && trace.ValueWeights.Count > 0; step++)
        {
            // The pass that predicts a token feeds the one before it.
            var row = trace.ValueWeights[step - 1].ToArray();
            weights[step].narrow(0, 0, row.Length).copy_(tensor(row));
        }
        errors.Compare($"{run}.weights", weights, golden.Expected($"{run}.weights"), Tolerance.Float32);
    }

    /// <summary>Decodes one image, and returns the logits of its branches: [N, V] each.</summary>
    private static (Sequence Sequence, Tensor Conditional, Tensor Unconditional) Decode(LuminaMGptModel model, GoldenCase golden,
        ImageRows image, GuidanceOptions guidance, SamplingOptions sampling, float[] uniforms)
    {
        var prompt = LuminaCases.Longs(golden.Input("prompt"));
        using var recording = new SlotRecorder(model);
        using var session = new DecodeSession(recording, capacity: 1, guidance.Branches, prompt.Length, image.Length);
        var sequence = new Sequence
        {
            Context = prompt,
            UnconditionalContext = prompt[^SizeTokens..],
            Index = 0,
            Guidance = guidance,
            Sampling = sampling,
            Uniforms = (_, step, _) => uniforms[step],
            Constraint = image,
            Length = image.Length,
            Trace = true,
        };
        session.Join(sequence);
        while (!sequence.IsFinished)
            session.Step();
        return (sequence, recording.LastLogits(0), recording.LastLogits(1));
    }

    /// <summary>What tokens are drawn from: guided, constrained, cut to the largest, divided by the temperature.</summary>
    private static void CompareScores(GoldenErrors errors, ImageRows image, SamplingOptions sampling, Tensor scales, Tensor conditional,
        Tensor unconditional, Tensor expected)
    {
        var possible = expected.gt(tensor(-1e30f, ScalarType.Float32, CPU));
        var guided = unconditional.Plus(conditional.Minus(unconditional).mul(scales.unsqueeze(1)));
        for (var step = 0; step < image.Length; step++)
        {
            if (image.Forced(step) is { } forced)
            {
                errors.Compare($"score {step}", possible[step].nonzero().view(-1), tensor(new[] { forced }), Tolerance.Exact);
                continue;
            }
            var codes = guided[step].narrow(0, image.Codes.First, image.Codes.Count);
            var (kept, places) = codes.topk(Math.Min(sampling.TopK, (int)image.Codes.Count));
            var (order, _) = places.sort();
            errors.Compare($"candidates {step}", order.Plus(image.Codes.First), possible[step].nonzero().view(-1), Tolerance.Exact);
            errors.Compare($"scores {step}", kept.DividedBy(sampling.Temperature), expected[step].gather(0, places.Plus(image.Codes.First)), Tolerance.Float32);
        }
    }
}
