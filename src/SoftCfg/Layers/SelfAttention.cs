using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Causal multi-head self-attention with normalised queries and keys: one projection to (q | k | v, head, channel), a
/// norm over each head's channels shared by the heads, a rotation by position where the model has one, scale
/// 1/√(head size), an output projection.
/// </summary>
internal sealed class SelfAttention : nn.Module<Tensor, CacheLayer?, Tensor>
{
    private readonly long heads;
    private readonly RotaryTable? rotation;
    private readonly Projection qkv, proj;
    [ComponentName(Name = "q_norm")]
    private readonly Norm queryNorm;
    [ComponentName(Name = "k_norm")]
    private readonly Norm keyNorm;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="queryNorm">The norm of queries, over the head size.</param>
    /// <param name="keyNorm">The norm of keys, over the head size.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    /// <param name="rotation">
    /// Rotates normalised queries and keys by their position; the model owns it. Default none.
    /// </param>
    public SelfAttention(long channels, long heads, Norm queryNorm, Norm keyNorm, ScalarType dtype, Device device, RotaryTable? rotation = null)
        : base(nameof(SelfAttention))
    {
        this.heads = heads;
        this.rotation = rotation;
        qkv = new Projection(channels, 3 * channels, hasBias: true, dtype, device);
        proj = new Projection(channels, channels, hasBias: true, dtype, device);
        this.queryNorm = queryNorm;
        this.keyNorm = keyNorm;
    }

    /// <summary>Attention heads.</summary>
    internal int Heads => (int)heads;

    /// <summary>From the stream to (q | k | v, head, channel).</summary>
    internal Projection Input => qkv;

    /// <summary>From the heads back to the stream.</summary>
    internal Projection Output => proj;

    /// <summary>The norm of queries.</summary>
    internal Norm QueryNorm => queryNorm;

    /// <summary>The norm of keys.</summary>
    internal Norm KeyNorm => keyNorm;

    /// <summary>What turns queries and keys; null where positions are not rotations.</summary>
    internal RotaryTable? Rotation => rotation;

    /// <summary>Attends within the given positions, or, with a cache, over those that the rows' slots hold as well.</summary>
    /// <param name="input">[rows, n, channels].</param>
    /// <param name="at">The pass and the cache; <c>null</c> for a whole sequence at once.</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor input, CacheLayer? at)
    {
        using var scope = NewDisposeScope();
        var (rows, n, channels) = (input.shape[0], input.shape[1], input.shape[2]);
        // [rows, n, 3 * channels] -> 3 x [rows, heads, n, head size]
        var parts = qkv.call(input).view(rows, n, 3, heads, channels / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var (query, key, value) = (queryNorm.call(parts[0]), keyNorm.call(parts[1]), parts[2]);
        if (rotation is not null)
        {
            using var turns = at is null ? rotation.First(n) : rotation.Of(at.Pass);
            (query, key) = (RotaryTable.Rotate(query, turns), RotaryTable.Rotate(key, turns));
        }
        var attended = at is null
            ? nn.functional.scaled_dot_product_attention(query, key, value, is_casual: n > 1)
            : CachedAttention.Attend(at.Pass, at.Cache, at.Layer, query, key, value);
        // [rows, heads, n, head size] -> [rows, n, channels]
        return proj.call(attended.transpose(1, 2).reshape(rows, n, channels)).MoveToOuterDisposeScope();
    }
}
