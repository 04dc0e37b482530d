using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>A transformer over [class, cell 0, cell 1, ...] that predicts the next cell.</summary>
internal sealed class PatternTransformer : nn.Module, ICausalImageModel
{
    private const int Channels = 64, Heads = 4, LayerCount = 2;

    private readonly Embedding tokens, positions;
    private readonly ModuleList<PatternLayer> layers = new();
    private readonly LayerNorm norm;
    private readonly Linear head;

    public PatternTransformer() : base(nameof(PatternTransformer))
    {
        tokens = nn.Embedding(CodebookSize + ClassCount + 1, Channels);  // colours, classes, and "no class"
        positions = nn.Embedding(1 + SequenceLength, Channels);
        for (var i = 0; i < LayerCount; i++)
            layers.Add(new PatternLayer(Channels, Heads));
        norm = nn.LayerNorm(Channels);
        head = nn.Linear(Channels, CodebookSize);
        RegisterComponents();
    }

    public int SequenceLength => Patterns.Cells;
    public int CodebookSize => Patterns.Colours;
    public int ClassCount => Patterns.Names.Length;
    public ScalarType Dtype => ScalarType.Float32;
    public Device Device => CPU;

    /// <summary>What stands in front of an image: its class, or that there is none.</summary>
    public IReadOnlyList<long> Context(int? classLabel) => [CodebookSize + (classLabel ?? ClassCount)];

    public KeyValueCache CreateCache(int slots, int capacity) =>
        new(LayerCount, slots, Heads, capacity, Channels / Heads, Dtype, Device);

    /// <summary>Sampling: some new tokens of some images, everything before them in the cache.</summary>
    public Tensor Forward(ForwardPass pass, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var stream = tokens.call(pass.Tokens).Plus(pass.LookUp(positions.weight!));
        for (var i = 0; i < LayerCount; i++)
        {
            var layer = i;
            // The one line that makes SoftCFG work: it stores keys and values, attends, and applies the weights.
            stream = layers[i].Apply(stream, (query, key, value) => CachedAttention.Attend(pass, cache, layer, query, key, value));
        }
        return head.call(norm.call(pass.Asked(stream))).MoveToOuterDisposeScope();
    }

    /// <summary>Training: whole images at once, each token with those before it.</summary>
    /// <param name="context">Classes or none, int64 [B, 1].</param>
    /// <param name="image">Tokens, int64 [B, cells].</param>
    /// <returns>What is predicted for each of the tokens, [B, cells, colours].</returns>
    public Tensor Predict(Tensor context, Tensor image)
    {
        using var scope = NewDisposeScope();
        var input = cat([context, image.narrow(1, 0, SequenceLength - 1)], 1);
        var stream = tokens.call(input).Plus(positions.weight!.narrow(0, 0, SequenceLength));
        foreach (var layer in layers)
        {
            stream = layer.Apply(stream, (query, key, value) =>
                nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true));
        }
        return head.call(norm.call(stream)).MoveToOuterDisposeScope();
    }
}
