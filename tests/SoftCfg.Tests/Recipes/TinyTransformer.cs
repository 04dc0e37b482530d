// begin usings
using SoftCfg.Layers;
using SoftCfg.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
// end usings

namespace SoftCfg.Tests.Recipes;

// begin model
/// <summary>One transformer layer over [class, token 0, token 1, ...].</summary>
internal sealed class TinyTransformer : nn.Module, ICausalImageModel
{
    private const int Channels = 32, Heads = 4, PrefixLength = 1;

    private readonly Embedding tokenTable, classTable, positionTable;
    private readonly LayerNorm norm;
    private readonly Linear qkv, mix, head;

    public TinyTransformer() : base(nameof(TinyTransformer))
    {
        tokenTable = nn.Embedding(CodebookSize, Channels);
        classTable = nn.Embedding(ClassCount + 1, Channels);  // the last row is "no class"
        positionTable = nn.Embedding(PrefixLength + SequenceLength, Channels);
        norm = nn.LayerNorm(Channels);
        qkv = nn.Linear(Channels, 3 * Channels);
        mix = nn.Linear(Channels, Channels);
        head = nn.Linear(Channels, CodebookSize);
        RegisterComponents();
        eval();
    }

    public int SequenceLength => 16;
    public int CodebookSize => 8;
    public int ClassCount => 3;
    public long EmptyCondition => ClassCount;
    public ScalarType Dtype => ScalarType.Float32;
    public Device Device => CPU;

    public KeyValueCache CreateCache(long rows) => new(layers: 1, rows, Heads, PrefixLength + SequenceLength,
        Channels / Heads, PrefixLength, Dtype, Device);

    public Tensor Forward(Tensor conditions, Tensor tokens, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var input = tokenTable.call(tokens);  // [rows, n, channels]
        // On an empty cache, the model's own prefix goes in front: here the class.
        if (cache.Length == 0)
            input = cat([classTable.call(conditions).unsqueeze(1), input], dim: 1);
        var (rows, n) = (input.shape[0], input.shape[1]);
        var stream = input + positionTable.call(arange(cache.Length, cache.Length + n));

        // [rows, n, 3 * channels] -> 3 x [rows, heads, n, head size]
        var parts = qkv.call(norm.call(stream)).view(rows, n, 3, Heads, -1).permute(2, 0, 3, 1, 4).unbind(0);
        // The one line that makes SoftCFG work: the cache stores keys and values, attends, and applies the weights.
        var attended = cache.Attend(layer: 0, query: parts[0], key: parts[1], value: parts[2]);
        stream = stream + mix.call(attended.transpose(1, 2).reshape(rows, n, Channels));

        cache.Advance((int)n);
        return head.call(stream).MoveToOuterDisposeScope();  // [rows, n, codes]
    }
}
// end model
