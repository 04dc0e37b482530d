using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Attention with a projection each to queries, keys and values, the latter of perhaps fewer heads (grouped-query attention, Ainslie
/// et al. 2023). Parameters have the names of Llama's descendants.
/// </summary>
internal sealed class GroupedAttention : AttentionLayer
{
    [ComponentName(Name = "q_proj")]
    private readonly Projection query;
    [ComponentName(Name = "k_proj")]
    private readonly Projection key;
    [ComponentName(Name = "v_proj")]
    private readonly Projection value;
    [ComponentName(Name = "o_proj")]
    private readonly Projection output;
    [ComponentName(Name = "q_norm")]
    private readonly Norm queryNorm;
    [ComponentName(Name = "k_norm")]
    private readonly Norm keyNorm;
    private readonly RotaryTable rotation;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream.</param>
    /// <param name="heads">Heads of queries.</param>
    /// <param name="keyValueHeads">Heads of keys and values; <paramref name="heads"/> is a multiple of it.</param>
    /// <param name="headSize">Channels of a head.</param>
    /// <param name="hasBias">Whether the projections have biases.</param>
    /// <param name="queryNorm">The norm of queries, over the head size.</param>
    /// <param name="keyNorm">The norm of keys, over the head size.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    /// <param name="rotation">Rotates normalised queries and keys by their position; the model owns it.</param>
    public GroupedAttention(long channels, int heads, int keyValueHeads, int headSize, bool hasBias, Norm queryNorm, Norm keyNorm,
        ScalarType dtype, Device device, RotaryTable rotation) : base(nameof(GroupedAttention))
    {
        (Heads, KeyValueHeads, this.rotation) = (heads, keyValueHeads, rotation);
        query = new Projection(channels, (long)heads * headSize, hasBias, dtype, device);
        key = new Projection(channels, (long)keyValueHeads * headSize, hasBias, dtype, device);
        value = new Projection(channels, (long)keyValueHeads * headSize, hasBias, dtype, device);
        output = new Projection((long)heads * headSize, channels, hasBias, dtype, device);
        (this.queryNorm, this.keyNorm) = (queryNorm, keyNorm);
        Inputs = [query, key, value];
    }

    /// <inheritdoc/>
    public override int Heads { get; }

    /// <inheritdoc/>
    public override int KeyValueHeads { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Projection> Inputs { get; }

    /// <inheritdoc/>
    public override Projection Output => output;

    /// <inheritdoc/>
    public override Norm QueryNorm => queryNorm;

    /// <inheritdoc/>
    public override Norm KeyNorm => keyNorm;

    /// <inheritdoc/>
    public override RotaryTable? Rotation => rotation;

    /// <inheritdoc/>
    protected override (Tensor Query, Tensor Key, Tensor Value) Project(Tensor input) =>
        (OfHeads(query.call(input), Heads), OfHeads(key.call(input), KeyValueHeads), OfHeads(value.call(input), KeyValueHeads));

    /// <summary>[rows, n, heads * head size] -> [rows, heads, n, head size].</summary>
    private static Tensor OfHeads(Tensor projected, int heads) =>
        projected.view(projected.shape[0], projected.shape[1], heads, -1).transpose(1, 2);
}
