using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Passes everything on to a model, which stays the caller's, and keeps the last logits of every pass by slot.</summary>
internal sealed class SlotRecorder(ICausalImageModel model) : ICausalImageModel
{
    private readonly Dictionary<int, List<Tensor>> bySlot = [];

    public int SequenceLength => model.SequenceLength;

    public int CodebookSize => model.CodebookSize;

    public int ClassCount => model.ClassCount;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    /// <summary>What a slot's passes ended with: [passes, V].</summary>
    public Tensor Logits(int slot) => stack(bySlot[slot].ToArray());

    public IReadOnlyList<long> Context(int? classLabel) => model.Context(classLabel);

    public KeyValueCache CreateCache(int slots, int capacity) => model.CreateCache(slots, capacity);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        var logits = model.Forward(pass, cache);
        for (var row = 0; row < pass.Rows; row++)
        {
            if (!bySlot.TryGetValue(pass.Slots[row], out var kept))
                bySlot.Add(pass.Slots[row], kept = []);
            kept.Add(logits[row, -1].clone().DetachFromDisposeScope());
        }
        return logits;
    }

    public void Dispose()
    {
        foreach (var tensor in bySlot.Values.SelectMany(kept => kept))
            tensor.Dispose();
    }
}
