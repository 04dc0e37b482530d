using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Causal multi-head self-attention with normalised queries and keys: projections to heads, a norm over each head's channels, a
/// rotation by position where the model has one, scale 1/√(head size), an output projection. Families differ in how their
/// checkpoints store the projections.
/// </summary>
/// <param name="name">The layer's name in TorchSharp.</param>
internal abstract class AttentionLayer(string name) : nn.Module<Tensor, CacheLayer?, Tensor>(name)
{
    /// <summary>Attention heads.</summary>
    public abstract int Heads { get; }

    /// <summary>Heads of keys and values: as many, or fewer, each shared by a group of heads that follow each other.</summary>
    public abstract int KeyValueHeads { get; }

    /// <summary>From the stream to (q | k | v, head, channel), in this order: one projection or several.</summary>
    public abstract IReadOnlyList<Projection> Inputs { get; }

    /// <summary>From the heads back to the stream.</summary>
    public abstract Projection Output { get; }

    /// <summary>The norm of queries.</summary>
    public abstract Norm QueryNorm { get; }

    /// <summary>The norm of keys.</summary>
    public abstract Norm KeyNorm { get; }

    /// <summary>What turns queries and keys; null where positions are not rotations.</summary>
    public abstract RotaryTable? Rotation { get; }

    /// <summary>Attends within the given positions, or, with a cache, over those that the rows' slots hold as well.</summary>
    /// <param name="input">[rows, n, channels].</param>
    /// <param name="at">The pass and the cache; <c>null</c> for a whole sequence at once.</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor input, CacheLayer? at)
    {
        using var scope = NewDisposeScope();
        var (rows, n) = (input.shape[0], input.shape[1]);
        var (query, key, value) = Project(input);
        (query, key) = (QueryNorm.call(query), KeyNorm.call(key));
        if (Rotation is { } rotation)
        {
            using var turns = at is null ? rotation.First(n) : rotation.Of(at.Pass);
            (query, key) = (rotation.Rotate(query, turns), rotation.Rotate(key, turns));
        }
        var attended = at is null
            ? Whole(query, key, value)
            : CachedAttention.Attend(at.Pass, at.Cache, at.Layer, query, key, value);
        // [rows, heads, n, head size] -> [rows, n, channels]
        return Output.call(attended.transpose(1, 2).reshape(rows, n, -1)).MoveToOuterDisposeScope();
    }

    /// <summary>Projects the stream to queries, keys and values.</summary>
    /// <param name="input">[rows, n, channels].</param>
    /// <returns>[rows, heads, n, head size]; of keys and values as many heads as they have.</returns>
    protected abstract (Tensor Query, Tensor Key, Tensor Value) Project(Tensor input);

    private Tensor Whole(Tensor query, Tensor key, Tensor value)
    {
        if (KeyValueHeads < Heads)
        {
            var group = Heads / KeyValueHeads;
            (key, value) = (key.repeat_interleave(group, 1), value.repeat_interleave(group, 1));
        }
        return nn.functional.scaled_dot_product_attention(query, key, value, is_casual: query.shape[2] > 1);
    }
}
