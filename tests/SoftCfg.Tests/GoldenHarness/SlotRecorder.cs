using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Passes everything on to a model, which stays the caller's, and keeps all logits that passes were asked for, by slot, on the CPU.</summary>
internal sealed class SlotRecorder(ICausalImageModel model) : ICausalImageModel
{
    private readonly Dictionary<int, List<Tensor>> bySlot = [];

    public int SequenceLength => model.SequenceLength;

    public int CodebookSize => model.CodebookSize;

    public int ClassCount => model.ClassCount;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    /// <summary>The cache created last.</summary>
    public KeyValueCache? Cache { get; private set; }

    /// <summary>Passes so far.</summary>
    public int Passes { get; private set; }

    /// <summary>The logits of each pass that fed a slot: [tokens asked for, V] each.</summary>
    public IReadOnlyList<Tensor> Logits(int slot) => bySlot[slot];

    /// <summary>What a slot's passes ended with: [passes, V].</summary>
    public Tensor LastLogits(int slot) => stack(bySlot[slot].Select(logits => logits[-1]).ToArray());

    public IReadOnlyList<long> Context(int? classLabel) => model.Context(classLabel);

    public KeyValueCache CreateCache(int slots, int capacity) => Cache = model.CreateCache(slots, capacity);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        Passes++;
        var logits = model.Forward(pass, cache);
        for (var row = 0; row < pass.Rows; row++)
        {
            if (!bySlot.TryGetValue(pass.Slots[row], out var kept))
                bySlot.Add(pass.Slots[row], kept = []);
            kept.Add(logits[row].cpu().clone().DetachFromDisposeScope());
        }
        return logits;
    }

    public void Dispose()
    {
        foreach (var tensor in bySlot.Values.SelectMany(kept => kept))
            tensor.Dispose();
    }
}
