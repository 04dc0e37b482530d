using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>Collects a <see cref="BatchTrace"/> step by step.</summary>
internal sealed class TraceRecorder(DecodeRequest request, IGuidance guidance)
{
    private readonly List<float> scale = [];
    private readonly List<float[]> confidence = [], divergence = [];  // [N][B]
    private readonly List<float[][]> valueWeights = [];

    /// <summary>Records a step after its token was observed by the guidance.</summary>
    /// <param name="step">The step.</param>
    /// <param name="logits">float [branches * B, V].</param>
    /// <param name="tokens">int64 [B].</param>
    internal void Record(int step, Tensor logits, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var batch = request.Classes.Count;
        scale.Add(guidance.ScaleAt(step));
        var log = (logits.to(ScalarType.Float32) / request.Sampling.Temperature).log_softmax(-1);
        var conditional = log.narrow(0, 0, batch);  // [B, V]
        var certainty = request.Guidance.Confidence == ConfidenceSource.Sampled
            ? conditional.gather(1, tokens.unsqueeze(1)).squeeze(1)
            : conditional.amax([1]);
        confidence.Add(Floats(certainty.exp()));
        if (guidance.Branches == 2)
        {
            var unconditional = log.narrow(0, batch, batch);
            // xlogy-like: a probability of 0 contributes 0, not 0 * inf.
            var terms = conditional.exp() * (conditional - unconditional);
            divergence.Add(Floats(terms.nan_to_num(0).sum(1)));
        }
        if (guidance is SoftCfgGuidance soft)
        {
            var weights = Floats(soft.WeightsFeeding(step));
            valueWeights.Add(Enumerable.Range(0, batch).Select(b => weights[(b * step)..((b + 1) * step)]).ToArray());
        }
    }

    /// <summary>The trace of all steps recorded.</summary>
    /// <param name="kept">Which tokens are the originals': [N][B]; null when there were none.</param>
    internal BatchTrace Finish(IReadOnlyList<bool[]>? kept) => new()
    {
        Scale = scale,
        Confidence = ByImage(confidence),
        Divergence = ByImage(divergence),
        ValueWeights = valueWeights,
        Kept = ByImage(kept ?? []),
    };

    private static List<T[]> ByImage<T>(IReadOnlyList<T[]> steps) =>
        steps.Count == 0 ? [] : Enumerable.Range(0, steps[0].Length).Select(b => steps.Select(s => s[b]).ToArray()).ToList();

    // An empty tensor has no first element to look at.
    private static float[] Floats(Tensor tensor) =>
        tensor.NumberOfElements == 0 ? [] : tensor.to(CPU).contiguous().data<float>().ToArray();
}
