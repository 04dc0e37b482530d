using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding;

/// <summary>A model whose predictions are written down in advance; it remembers what it was asked.</summary>
/// <param name="steps">Tokens per image.</param>
/// <param name="classes">Classes; "no class" is the number behind them.</param>
/// <param name="predict">The probabilities of the next token, given a condition and a step.</param>
internal sealed class ScriptedModel(int steps, int classes, Func<long, int, double[]> predict) : ICausalImageModel
{
    public List<ScriptedCall> Calls { get; } = [];

    /// <summary>The cache created last.</summary>
    public KeyValueCache? Cache { get; private set; }

    public int SequenceLength => steps;

    public int CodebookSize => predict(0, 0).Length;

    public int ClassCount => classes;

    public ScalarType Dtype => ScalarType.Float32;

    public Device Device => CPU;

    /// <summary>Whether the cache created last has been disposed.</summary>
    public bool CacheIsFreed => Record.Exception(() => Cache!.Values(0, 0, 1, 1).Dispose()) is InvalidOperationException;

    public IReadOnlyList<long> Context(int? classLabel) => [CodebookSize + (classLabel ?? classes)];

    public KeyValueCache CreateCache(int slots, int capacity) =>
        Cache = new KeyValueCache(layers: 1, slots, heads: 1, capacity, headSize: 1, Dtype, Device);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        var conditions = Tensors.Longs(pass.Conditions!).Select(token => token - CodebookSize).ToArray();
        Calls.Add(new ScriptedCall(conditions, Tensors.Longs(pass.Tokens), pass.Starts.ToArray()));
        return Tensors.LogitsOf(conditions.Select((condition, row) => predict(condition, pass.Starts[row])).ToArray()).unsqueeze(1);
    }

    public void Dispose()
    {
        // Owns nothing: the decoder frees its cache.
    }
}
