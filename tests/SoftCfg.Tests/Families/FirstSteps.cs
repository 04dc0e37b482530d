using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>A model whose images end after a few tokens.</summary>
internal sealed class FirstSteps(ICausalImageModel model, int steps) : ICausalImageModel
{
    public int SequenceLength => steps;

    public int CodebookSize => model.CodebookSize;

    public int ClassCount => model.ClassCount;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    public IReadOnlyList<long> Context(int? classLabel) => model.Context(classLabel);

    public KeyValueCache CreateCache(int slots, int capacity) => model.CreateCache(slots, capacity);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache) => model.Forward(pass, cache);

    public void Dispose() => model.Dispose();
}
