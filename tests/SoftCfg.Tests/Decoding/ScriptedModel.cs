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

    public long EmptyCondition => classes;

    public ScalarType Dtype => ScalarType.Float32;

    public Device Device => CPU;

    /// <summary>Whether the cache created last has been disposed.</summary>
    public bool CacheIsFreed => Record.Exception(() => Cache!.Values(0).Dispose()) is InvalidOperationException;

    public KeyValueCache CreateCache(long rows) => Cache = new KeyValueCache(layers: 1, rows, heads: 1,
        capacity: 1 + steps, headSize: 1, prefixLength: 1, Dtype, Device);

    public Tensor Forward(Tensor conditions, Tensor tokens, KeyValueCache cache)
    {
        var rows = Tensors.Longs(conditions);
        Calls.Add(new ScriptedCall(rows, tokens.NumberOfElements == 0 ? [] : Tensors.Longs(tokens), cache.Length));
        cache.Advance(1);
        var step = cache.Length - 1;
        return Tensors.LogitsOf(rows.Select(condition => predict(condition, step)).ToArray()).unsqueeze(1);
    }

    public void Dispose()
    {
        // Owns nothing: the decoder frees its cache.
    }
}
