using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>The sequences of a session that ask for the same guidance and sampling.</summary>
internal sealed class Cohort(CohortKey key, GuidanceContext context) : IDisposable
{
    private readonly SortedDictionary<int, Sequence> byPlace = [];
    private readonly Dictionary<Sequence, TraceRecorder> traces = [];

    public CohortKey Key => key;

    public IGuidance Guidance { get; } = key.Guidance.Create(context);

    public TokenSampler Sampler { get; } = new(key.Sampling);

    /// <summary>Its sequences in the order of their places.</summary>
    public IReadOnlyCollection<Sequence> Sequences => byPlace.Values;

    public void Join(Sequence sequence)
    {
        byPlace.Add(sequence.Place, sequence);
        Guidance.Begin(sequence.Place);
        if (sequence.Trace)
            traces.Add(sequence, new TraceRecorder(key.Guidance.Confidence, key.Sampling.Temperature, sequence.Constraint is not null)
            {
                Candidates = sequence.Candidates,
            });
    }

    public void Leave(Sequence sequence)
    {
        byPlace.Remove(sequence.Place);
        traces.Remove(sequence);
    }

    /// <summary>The trace of a sequence so far; null when it asked for none.</summary>
    public DecodeTrace? TraceOf(Sequence sequence) => traces.GetValueOrDefault(sequence)?.SoFar();

    /// <summary>Records a step in the traces that are wanted, after guidance has observed it.</summary>
    /// <param name="step">Which sequences, B.</param>
    /// <param name="logits">float [branches * B, V].</param>
    /// <param name="tokens">int64 [B].</param>
    /// <param name="forced">The token that had to stand there, for each sequence.</param>
    /// <param name="guided">float [B, V]: what the tokens were drawn from; null (default) where candidates are not remembered.</param>
    /// <param name="sequences">The sequences; by default all.</param>
    public void Record(GuidanceStep step, Tensor logits, Tensor tokens, IReadOnlyList<long?> forced, Tensor? guided = null,
        IEnumerable<Sequence>? sequences = null)
    {
        if (traces.Count == 0)
            return;
        var recorders = (sequences ?? Sequences).Select(s => traces.GetValueOrDefault(s)).ToList();
        if (recorders.Exists(recorder => recorder is not null))
            TraceRecorder.Record(Guidance, step, logits, guided, tokens, forced, recorders);
    }

    public void Dispose() => Guidance.Dispose();
}
