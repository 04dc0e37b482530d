using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Models.LuminaMGpt;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Lumina's images in windows: every window of every run, logits of both branches, tokens, and SoftCFG's weights.</summary>
internal static class JacobiLuminaGolden
{
    /// <summary>A case of several runs on one model.</summary>
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        if (golden.Json.TryGetProperty("draft_init", out var drafts) && drafts.GetString() != "random")
            throw new NotSupportedException($"drafts \"{drafts}\" are not known here; known are random");
        foreach (var run in golden.Json.GetProperty("runs").EnumerateObject())
            LuminaGolden.EachModel(golden, model => Check(golden, errors, run.Name, run.Value, model));
    }

    private static void Check(GoldenCase golden, GoldenErrors errors, string run, JsonElement settings, LuminaMGptModel model)
    {
        var prompt = LuminaCases.Longs(golden.Input("prompt"));
        var image = LuminaCases.Image(golden);
        var constraint = new ForcedStart(LuminaCases.Longs(golden.Input("forced")), image);
        var runs = new JacobiRuns(golden, run);
        var sequence = new Sequence
        {
            Context = prompt,
            UnconditionalContext = prompt[^1..],
            Index = 0,
            Guidance = Guidance(golden, settings),
            Sampling = new SamplingOptions
            {
                Temperature = Setting(golden, settings, "temperature").GetDouble(),
                TopK = Setting(golden, settings, "image_top_k").GetInt32(),
            },
            Uniforms = (_, step, draw) => runs.Uniform(step, draw),
            Constraint = constraint,
            Length = constraint.Length,
            Trace = true,
        };
        using var recorder = new SlotRecorder(model);
        JacobiDecoder.Decode(recorder, [sequence], Options(golden, settings, image), (_, iteration) => runs.Add(iteration),
            progress: null, TestContext.Current.CancellationToken);

        runs.Compare(errors);
        errors.Compare($"{run}.tokens", tensor(prompt.Concat(sequence.Tokens).ToArray()), golden.Expected($"{run}.tokens"), Tolerance.Exact);
        foreach (var (name, slot) in new[] { ("cond_logits", 0), ("uncond_logits", 1) })
        {
            if (golden.Expects($"{run}.{name}"))
                errors.Compare($"{run}.{name}", cat(recorder.Logits(slot).ToArray()), golden.Expected($"{run}.{name}"), Tolerance.Float32);
        }
        if (golden.Expects($"{run}.weights"))
            CompareWeights(golden, errors, run, sequence, constraint, runs.Iterations);
    }

    private static void CompareWeights(GoldenCase golden, GoldenErrors errors, string run, Sequence sequence, ITokenConstraint constraint,
        IReadOnlyList<JacobiIteration> iterations)
    {
        var trace = sequence.Traced!;
        var codes = Enumerable.Range(0, sequence.Tokens.Count).Select(step => constraint.IsCode(step) ? 1f : 0f).ToArray();
        errors.Compare($"{run}.confidence", tensor(trace.Confidence.ToArray()).mul(tensor(codes)), golden.Expected($"{run}.confidence"), Tolerance.Float32);
        var weights = ones(golden.Expected($"{run}.weights").shape);
        var tokens = 0;
        for (var step = 0; step < iterations.Count && trace.ValueWeights.Count > 0; step++)
        {
            // The pass feeds the newest token first, and what is cached in front of it are the others.
            if (tokens > 1)
                weights[step].narrow(0, sequence.UnconditionalContext.Count, tokens - 1).copy_(tensor(trace.ValueWeights[tokens - 1].ToArray()));
            tokens += iterations[step].Accepted.Count;
        }
        errors.Compare($"{run}.weights", weights, golden.Expected($"{run}.weights"), Tolerance.Float32);
    }

    private static JacobiOptions Options(GoldenCase golden, JsonElement settings, ImageRows image) => new()
    {
        Window = golden.Json.GetProperty("window").GetInt32(),
        SingleUntil = golden.Json.GetProperty("interval_l").GetInt32(),
        SingleFrom = golden.Json.GetProperty("interval_r").GetInt32(),
        RandomDrafts = image.Codes,
        SoftCfgWindow = SoftCfgWindow.Approximate,
        Rule = settings.TryGetProperty("mode", out var mode) ? JacobiGolden.Rule(mode.GetString()!) : JacobiRule.Released,
        SigmaFilter = Filter(settings),
        ProcessReplacement = !settings.TryGetProperty("resample_processed", out var processed) || processed.GetBoolean(),
    };

    private static SigmaFilter Filter(JsonElement settings)
    {
        if (settings.TryGetProperty("top_n_sigma", out var isOn))
            return isOn.GetBoolean() ? SigmaFilter.RootMeanSquare : SigmaFilter.Off;
        return settings.GetProperty("sigma").GetString() switch
        {
            "rms" => SigmaFilter.RootMeanSquare,
            "std" => SigmaFilter.Deviation,
            "off" => SigmaFilter.Off,
            var other => throw new NotSupportedException($"sigma \"{other}\" is not known here; known are rms, std, off"),
        };
    }

    private static GuidanceOptions Guidance(GoldenCase golden, JsonElement settings) => new()
    {
        Kind = settings.TryGetProperty("strength", out var strength) ? GuidanceKind.SoftCfg : GuidanceKind.ClassifierFree,
        Scale = Setting(golden, settings, "cfg").GetDouble(),
        ScalePower = 0,
        Strength = strength.ValueKind == JsonValueKind.Number ? strength.GetDouble() : 0,
        StepNormalization = !settings.TryGetProperty("step_norm", out var normalised) || normalised.GetBoolean(),
        Confidence = ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Paper,
    };

    /// <summary>A setting of the run, or of the whole case.</summary>
    private static JsonElement Setting(GoldenCase golden, JsonElement settings, string name) =>
        settings.TryGetProperty(name, out var own) ? own : golden.Json.GetProperty(name);
}
