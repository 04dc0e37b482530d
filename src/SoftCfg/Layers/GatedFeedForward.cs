using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A feed-forward layer gated by a SiLU, <c>w2(silu(w1 x) ⊙ w3 x)</c>, without biases (SwiGLU, Shazeer 2020).</summary>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>, IFeedForward
{
    private readonly Projection w1, w2, w3;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream.</param>
    /// <param name="intermediate">Channels between the projections.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public GatedFeedForward(long channels, long intermediate, ScalarType dtype, Device device)
        : base(nameof(GatedFeedForward))
    {
        w1 = new Projection(channels, intermediate, hasBias: false, dtype, device);
        w2 = new Projection(intermediate, channels, hasBias: false, dtype, device);
        w3 = new Projection(channels, intermediate, hasBias: false, dtype, device);
    }

    /// <inheritdoc/>
    public Projection Gate => w1;

    /// <inheritdoc/>
    public Projection Up => w3;

    /// <inheritdoc/>
    public Projection Down => w2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var gate = nn.functional.silu(w1.call(input));
        return w2.call(gate.mul_(w3.call(input))).MoveToOuterDisposeScope();
    }
}
