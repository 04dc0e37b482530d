using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Passes everything on to a model and keeps the logits of every pass and the cached values of the last.</summary>
internal sealed class RecordingModel(ICausalImageModel model, int layers) : ICausalImageModel
{
    private readonly List<Tensor> logits = [];
    private Tensor[] values = [];

    public int Layers => layers;

    public int PrefixLength { get; private set; }

    public int SequenceLength => model.SequenceLength;

    public int CodebookSize => model.CodebookSize;

    public int ClassCount => model.ClassCount;

    public long EmptyCondition => model.EmptyCondition;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    /// <summary>The last position's logits of every pass since the last cache was created: [passes, rows, V].</summary>
    public Tensor Logits() => stack(logits.ToArray());

    /// <summary>The values cached when the last pass ended: [rows, heads, length, head size].</summary>
    public Tensor LastValues(int layer) => values[layer];

    public KeyValueCache CreateCache(long rows)
    {
        logits.Clear();
        var cache = model.CreateCache(rows);
        PrefixLength = cache.PrefixLength;
        return cache;
    }

    public Tensor Forward(Tensor conditions, Tensor tokens, KeyValueCache cache)
    {
        var result = model.Forward(conditions, tokens, cache);
        logits.Add(result.select(1, -1).clone().DetachFromDisposeScope());
        foreach (var old in values)
            old.Dispose();
        values = Enumerable.Range(0, layers).Select(layer => cache.Values(layer).clone().DetachFromDisposeScope()).ToArray();
        return result;
    }

    public void Dispose()
    {
        model.Dispose();
        foreach (var tensor in logits.Concat(values))
            tensor.Dispose();
    }
}
