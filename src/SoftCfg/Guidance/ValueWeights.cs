using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>SoftCFG's closed form: the weights of cached values from the confidences of the tokens.</summary>
/// <remarks>
/// With step normalisation <c>w_j = max(minimum, (1 - c_j / (S + ε))^s)</c>, where S is the sum of the row's
/// confidences; without it <c>w_j = (1 - c_j)^s</c>, without a floor, so a confidence of 1 removes the value. The
/// releases multiply the cache in place by <c>w_j(n) / w_j(n-1)</c> at every step; that product telescopes to this form
/// but drifts in float32. Source: arXiv 2510.00996; AliTok <c>modeling/ar.py</c>.
/// </remarks>
public static class ValueWeights
{
    /// <summary>Computes the weights of every row on its own.</summary>
    /// <param name="confidences">float [B, m], each in [0, 1]: those taken into account, and no others.</param>
    /// <param name="options">Strength, step normalisation, floor and epsilon.</param>
    /// <returns>float32 [B, m]; the caller disposes it.</returns>
    public static Tensor FromConfidences(Tensor confidences, GuidanceOptions options)
    {
        using var rows = confidences.contiguous();
        if (LogitRows.Serve(rows) && rows.NumberOfElements > 0)
            return OnCpu(rows, options);
        using var scope = NewDisposeScope();
        // float64: the sum of a row then rounds to the same float32 weights whatever the batch around it looks like.
        var share = confidences.to(ScalarType.Float64);
        if (options.StepNormalization)
            share = share.div(share.sum(-1, keepdim: true).PlusInPlace(options.Epsilon));
        var weights = share.OneMinus();
        if (options.Strength != 1)
            weights = weights.Power(options.Strength);
        if (options.StepNormalization)
            weights = weights.AtLeast(options.MinimumWeight);
        return weights.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static unsafe Tensor OnCpu(Tensor confidences, GuidanceOptions options)
    {
        var weights = empty_like(confidences);
        float* from = TensorMemory.Floats(confidences), to = TensorMemory.Floats(weights);
        var count = (int)confidences.shape[^1];
        for (var row = 0L; row < confidences.NumberOfElements; row += count)
            Fill(new ReadOnlySpan<float>(from + row, count), options, new Span<float>(to + row, count));
        return weights;
    }

    /// <summary>The weights of one row, in float64 until they are rounded.</summary>
    internal static void Fill(ReadOnlySpan<float> confidences, GuidanceOptions options, Span<float> weights)
    {
        var sum = 0.0;
        foreach (var confidence in confidences)
            sum += confidence;
        var divisor = options.StepNormalization ? sum + options.Epsilon : 1;
        for (var i = 0; i < confidences.Length; i++)
        {
            var weight = 1 - confidences[i] / divisor;
            if (options.Strength != 1)
                weight = Math.Pow(weight, options.Strength);
            if (options.StepNormalization)
                weight = Math.Max(weight, options.MinimumWeight);
            weights[i] = (float)weight;
        }
    }
}
