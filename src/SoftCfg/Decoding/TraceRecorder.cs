using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>Collects the <see cref="DecodeTrace"/> of one sequence step by step.</summary>
/// <param name="confidenceSource">Which probability is recorded as confidence.</param>
/// <param name="temperature">The temperature that tokens are sampled with.</param>
/// <param name="constrained">Whether something says which tokens stand where, so that it is worth recording.</param>
internal sealed class TraceRecorder(ConfidenceSource confidenceSource, double temperature, bool constrained)
{
    private readonly List<float> scale = [], confidence = [], divergence = [];
    private readonly List<float[]> valueWeights = [];
    private readonly List<bool> kept = [];
    private readonly List<StepCandidates> candidates = [];
    private readonly SortedDictionary<string, List<float>> own = new(StringComparer.Ordinal);
    private bool hasWeights;

    /// <summary>How many of the likeliest tokens are remembered.</summary>
    internal int Candidates { get; init; }

    /// <summary>Records a step of several sequences after their tokens were observed by the guidance.</summary>
    /// <param name="guidance">The guidance.</param>
    /// <param name="step">Which sequences, B.</param>
    /// <param name="logits">float [branches * B, V].</param>
    /// <param name="guided">float [B, V]; null where candidates are not remembered.</param>
    /// <param name="tokens">int64 [B].</param>
    /// <param name="forced">The token that had to stand there, for each sequence.</param>
    /// <param name="recorders">Who records each sequence; null for those that want no trace.</param>
    internal static void Record(IGuidance guidance, GuidanceStep step, Tensor logits, Tensor? guided, Tensor tokens,
        IReadOnlyList<long?> forced, IReadOnlyList<TraceRecorder?> recorders)
    {
        using var scope = NewDisposeScope();
        var any = recorders.OfType<TraceRecorder>().First();
        var served = LogitRows.Serve(logits);
        var wanted = guided is null ? 0 : recorders.Max(recorder => recorder?.Candidates ?? 0);
        var log = served && wanted == 0 ? null : logits.to(ScalarType.Float32).DividedBy(any.Temperature).log_softmax(-1);
        var certainty = served
            ? LogitRows.Probabilities(logits, step.Count, any.Sampled(tokens), any.Temperature)
            : Floats(any.ConfidenceOf(log!.narrow(0, 0, step.Count), tokens));
        var apart = guidance.Branches != 2 ? null
            : served ? LogitRows.Divergences(logits, any.Temperature)
            : Floats(Divergence(log!.narrow(0, 0, step.Count), log.narrow(0, step.Count, step.Count)));
        using var next = step.Next();
        using var weights = guidance.ValueWeights(next);
        var reported = guidance.Report(step).ToDictionary(row => row.Key, row => Floats(row.Value), StringComparer.Ordinal);
        var likeliest = wanted == 0 ? null
            : TopCandidates.Of(log!, guided!.to(ScalarType.Float32).DividedBy(any.Temperature).log_softmax(-1), tokens, wanted);
        var columns = weights?.shape[1] ?? 0;
        var weighed = weights is null ? [] : Floats(weights);
        for (var row = 0; row < step.Count; row++)
        {
            if (recorders[row] is not { } recorder)
                continue;
            recorder.scale.Add(guidance.ScaleAt(step.Steps[row]));
            recorder.confidence.Add(certainty[row]);
            if (apart is not null)
                recorder.divergence.Add(apart[row]);
            var first = (int)(row * columns);
            recorder.valueWeights.Add(weighed.AsSpan(first, (int)Math.Min(columns, step.Steps[row])).ToArray());
            recorder.hasWeights |= recorder.valueWeights[^1].Length > 0;
            if (recorder.IsConstrained)
                recorder.kept.Add(forced[row] is not null);
            if (recorder.Candidates > 0 && likeliest is not null)
                recorder.candidates.Add(likeliest.At(row, recorder.Candidates));
            foreach (var (name, values) in reported)
                recorder.Report(name, values[row]);
        }
    }

    /// <summary>The trace of the steps recorded so far: views of lists that grow with each.</summary>
    internal DecodeTrace SoFar() => new()
    {
        Scale = scale,
        Confidence = confidence,
        Divergence = divergence,
        // Guidance that weighs nothing leaves no empty rows behind.
        ValueWeights = hasWeights ? valueWeights : [],
        Kept = kept,
        Candidates = candidates,
        Own = own.ToDictionary(row => row.Key, row => (IReadOnlyList<float>)row.Value, StringComparer.Ordinal),
    };

    private bool IsConstrained => constrained;

    private double Temperature => temperature;

    private void Report(string name, float value)
    {
        if (!own.TryGetValue(name, out var values))
            own.Add(name, values = []);
        values.Add(value);
    }

    /// <summary>The tokens, if their probabilities are the confidences; else it is the likeliest ones'.</summary>
    private Tensor? Sampled(Tensor tokens) => confidenceSource == ConfidenceSource.Sampled ? tokens : null;

    private Tensor ConfidenceOf(Tensor conditional, Tensor tokens) => (Sampled(tokens) is { } sampled
        ? conditional.gather(1, sampled.unsqueeze(1)).squeeze(1)
        : conditional.amax([1])).exp();

    /// <summary>Kullback and Leibler's, of the conditional from the unconditional distribution: [B], in nats.</summary>
    private static Tensor Divergence(Tensor conditional, Tensor unconditional)
    {
        // xlogy-like: a probability of 0 contributes 0, not 0 * inf.
        var terms = conditional.exp().mul(conditional.Minus(unconditional));
        return terms.nan_to_num(0).sum(1);
    }

    // An empty tensor has no first element to look at.
    private static float[] Floats(Tensor tensor) =>
        tensor.NumberOfElements == 0 ? [] : tensor.to(CPU).contiguous().data<float>().ToArray();
}
