using SoftCfg.Decoding;
using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Decoding.Jacobi;

/// <summary>
/// A model of three codes that is a table: conditional logits by position and newest token; unconditional ones likewise, plus what each
/// token in front of it says, times its value's weight. So its joint distribution can be enumerated, and hangs on the weights.
/// </summary>
internal sealed unsafe class WeighedTable : ICausalImageModel
{
    private const int Codes = 3;

    private const int Positions = 8, Tokens = 8;

    /// <summary>Numbers within ±1.5, by table, position, token and code.</summary>
    private static readonly float[] Numbers = Enumerable.Range(0, 3 * Positions * Tokens * Codes)
        .Select(i => (float)(3 * new SampleRandom(seed: 77).Uniform(i, 0) - 1.5)).ToArray();

    public int SequenceLength => 5;

    public int CodebookSize => Codes;

    public int ClassCount => 1;

    public ScalarType Dtype => ScalarType.Float32;

    public Device Device => CPU;

    public IReadOnlyList<long> Context(int? classLabel) => [classLabel is null ? Codes + 1 : Codes];

    public KeyValueCache CreateCache(int slots, int capacity) => new(layers: 1, slots, heads: 1, capacity, headSize: 1, Dtype, Device);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        var fed = Tensors.Longs(pass.Tokens);
        var seen = TensorMemory.Floats(cache.AllValues(0));  // [slots, 1, capacity, 1]: tokens
        using var logits = zeros([pass.Rows, pass.LogitCount, Codes], Dtype, Device);
        var outputs = TensorMemory.Floats(logits);
        var weights = pass.Weights is { } weighted ? TensorMemory.Floats(weighted.Values) : null;
        var columns = (int)(pass.Weights?.Values.shape[^1] ?? 0);
        var isByQuery = pass.Weights?.Values.dim() == 3;
        for (var row = 0; row < pass.Rows; row++)
        {
            var tokens = seen + (long)pass.Slots[row] * cache.Capacity;
            for (var n = 0; n < pass.Count; n++)
                tokens[pass.Starts[row] + n] = fed[row * pass.Count + n];
            var weightedRow = weights is null || row < pass.Weights!.FirstRow ? -1 : row - pass.Weights.FirstRow;
            for (var asked = 0; asked < pass.LogitCount; asked++)
            {
                var query = pass.Count - pass.LogitCount + asked;
                var of = weightedRow < 0 ? null : weights + (weightedRow * (isByQuery ? pass.Count : 1) + (isByQuery ? query : 0)) * columns;
                Predict(pass.Starts[row] + query, tokens, of, columns, outputs + (row * pass.LogitCount + asked) * Codes);
            }
        }
        return logits.alias();
    }

    public void Dispose()
    {
        // Owns nothing.
    }

    private static void Predict(int last, float* tokens, float* weights, int columns, float* logits)
    {
        var isUnconditional = (long)tokens[0] == Codes + 1;
        for (var code = 0; code < Codes; code++)
        {
            logits[code] = Number(isUnconditional ? 1 : 0, last, tokens[last], code);
            for (var place = 1; isUnconditional && place < last; place++)
                logits[code] += (weights is not null && place < columns ? weights[place] : 1) * 3 * Number(2, last - place, tokens[place], code);
        }
    }

    private static float Number(int table, int position, float token, int code) =>
        Numbers[((table * Positions + position) * Tokens + (int)token) * Codes + code];
}
