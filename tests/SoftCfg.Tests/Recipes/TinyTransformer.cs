// begin usings
using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;
// end usings

namespace SoftCfg.Tests.Recipes;

// begin model
/// <summary>One transformer layer over [class, token 0, token 1, ...].</summary>
internal sealed class TinyTransformer : nn.Module, ICausalImageModel
{
    private const int Channels = 32, Heads = 4;

    private readonly Embedding tokenTable, positionTable;
    private readonly LayerNorm norm;
    private readonly Linear qkv, mix, head;

    public TinyTransformer() : base(nameof(TinyTransformer))
    {
        tokenTable = nn.Embedding(CodebookSize + ClassCount + 1, Channels);  // codes, classes, and "no class"
        positionTable = nn.Embedding(1 + SequenceLength, Channels);
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
    public ScalarType Dtype => ScalarType.Float32;
    public Device Device => CPU;

    // What stands in front of an image: one token, a class or none.
    public IReadOnlyList<long> Context(int? classLabel) => [CodebookSize + (classLabel ?? ClassCount)];

    public KeyValueCache CreateCache(int slots, int capacity) =>
        new(layers: 1, slots, Heads, capacity, Channels / Heads, Dtype, Device);

    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var stream = tokenTable.call(pass.Tokens).Plus(pass.LookUp(positionTable.weight!));
        var (rows, n) = (pass.Rows, pass.Count);
        // [rows, n, 3 * channels] -> 3 x [rows, heads, n, head size]
        var parts = qkv.call(norm.call(stream)).view(rows, n, 3, Heads, -1).permute(2, 0, 3, 1, 4).unbind(0);
        // The one line that makes SoftCFG work: it stores keys and values, attends, and applies the weights.
        var attended = CachedAttention.Attend(pass, cache, layer: 0, query: parts[0], key: parts[1], value: parts[2]);
        stream = stream.Plus(mix.call(attended.transpose(1, 2).reshape(rows, n, Channels)));
        return head.call(pass.Asked(stream)).MoveToOuterDisposeScope();  // [rows, logits asked for, codes]
    }
}
// end model
