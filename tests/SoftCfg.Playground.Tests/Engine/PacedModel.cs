using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>A model of 16 tokens of 8 codes and 3 classes that takes all tokens for equally likely, at the pace of a test.</summary>
/// <param name="pace">The pace.</param>
internal sealed class PacedModel(Pace pace) : ICausalImageModel
{
    public int SequenceLength => 16;
    public int CodebookSize => 8;
    public int ClassCount => 3;
    public ScalarType Dtype => ScalarType.Float32;
    public Device Device => CPU;

    public IReadOnlyList<long> Context(int? classLabel) => [CodebookSize + (classLabel ?? ClassCount)];

    public KeyValueCache CreateCache(int slots, int capacity) => new(layers: 1, slots, heads: 1, capacity, headSize: 1, Dtype, Device);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        pace.Pass();
        return zeros([pass.Rows, 1, CodebookSize], Dtype, Device);
    }

    public void Dispose()
    {
        // Owns nothing.
    }
}
