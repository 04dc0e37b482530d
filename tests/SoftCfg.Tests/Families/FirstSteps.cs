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

    public long EmptyCondition => model.EmptyCondition;

    public ScalarType Dtype => model.Dtype;

    public Device Device => model.Device;

    public KeyValueCache CreateCache(long rows) => model.CreateCache(rows);

    public Tensor Forward(Tensor conditions, Tensor tokens, KeyValueCache cache) => model.Forward(conditions, tokens, cache);

    public void Dispose() => model.Dispose();
}
