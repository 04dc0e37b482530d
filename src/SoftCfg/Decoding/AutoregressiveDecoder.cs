using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>
/// Samples images token by token: one forward pass of all guidance branches, guided logits, one token per image, and the
/// value weights of the next pass.
/// </summary>
public static class AutoregressiveDecoder
{
    /// <summary>Decodes a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to decode.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <returns>The tokens; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a class does not exist.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static DecodeResult Decode(ICausalImageModel model, DecodeRequest request,
        IProgress<DecodeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        request.Validate(model);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (batch, steps) = (request.Classes.Count, model.SequenceLength);
        using var guidance = request.Guidance.Create(batch, steps, request.Sampling.Temperature, model.Device);
        using var cache = model.CreateCache(batch * guidance.Branches);
        var sampler = new TokenSampler(request.Sampling);
        using var forcing = TeacherForcing.Of(request, model.Device);
        var trace = request.Trace ? new TraceRecorder(request, guidance) : null;

        var conditions = Conditions(model, request.Classes, guidance.Branches);  // [rows]
        var tokens = zeros([batch, steps], ScalarType.Int64, model.Device);
        var fed = zeros([conditions.shape[0], 1], ScalarType.Int64, model.Device);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            // The first pass feeds nothing but the model's own prefix.
            var logits = model.Forward(conditions, fed.narrow(1, 0, Math.Min(step, 1)), cache).select(1, -1);  // [rows, V]
            var sampled = sampler.Sample(guidance.Combine(step, logits), Uniforms(request, step));  // [B]
            // Guidance sees what is fed next, sampled or not.
            var chosen = forcing?.Apply(step, sampled) ?? sampled;  // [B]
            guidance.Observe(step, logits, chosen);
            trace?.Record(step, logits, chosen);
            tokens.select(1, step).copy_(chosen);
            fed.copy_(chosen.repeat(guidance.Branches).unsqueeze(1));
            guidance.WeightValues(cache);
            progress?.Report(new DecodeProgress(step + 1, steps));
        }
        return new DecodeResult(tokens.MoveToOuterDisposeScope(), trace?.Finish(forcing?.Kept));
    }

    /// <summary>Class labels first, "no class" behind them: int64 [branches * B].</summary>
    private static Tensor Conditions(ICausalImageModel model, IReadOnlyList<int> classes, int branches)
    {
        var labels = classes.Select(label => (long)label);
        var empty = branches == 2 ? Enumerable.Repeat(model.EmptyCondition, classes.Count) : [];
        return tensor(labels.Concat(empty).ToArray(), ScalarType.Int64, model.Device);
    }

    private static double[] Uniforms(DecodeRequest request, int step) =>
        request.Sampling.Greedy
            ? new double[request.Classes.Count]
            : request.SampleIndices.Select(index => request.Uniforms(index, step, 0)).ToArray();
}
