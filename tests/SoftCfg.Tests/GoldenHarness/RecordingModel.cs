using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Passes everything on to a model and keeps, on the CPU, the logits of every pass and the cached values of the last.</summary>
internal sealed class RecordingModel(ICausalImageModel model, int layers) : ICausalImageModel
{
    private readonly List<Tensor> logits = [];
    private Tensor[] values = [];

    public int Layers => layers;

    public int SequenceLength => model.SequenceLength;

    public int CodebookSize => model.CodebookSize;

    public int ClassCount => model.ClassCount;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    /// <summary>The last position's logits of every pass since the last cache was created: [passes, rows, V].</summary>
    public Tensor Logits() => stack(logits.ToArray());

    /// <summary>The values cached when the last pass ended: [rows, heads, length, head size].</summary>
    public Tensor LastValues(int layer) => values[layer];

    public IReadOnlyList<long> Context(int? classLabel) => model.Context(classLabel);

    public KeyValueCache CreateCache(int slots, int capacity)
    {
        logits.Clear();
        return model.CreateCache(slots, capacity);
    }

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        var result = model.Forward(pass, cache);
        logits.Add(result.select(1, -1).cpu().clone().DetachFromDisposeScope());
        foreach (var old in values)
            old.Dispose();
        var length = pass.Starts[0] + pass.Count;
        values = Enumerable.Range(0, layers)
            .Select(layer => cache.Values(layer, 0, cache.Slots, length).cpu().clone().DetachFromDisposeScope()).ToArray();
        return result;
    }

    public void Dispose()
    {
        model.Dispose();
        foreach (var tensor in logits.Concat(values))
            tensor.Dispose();
    }
}
