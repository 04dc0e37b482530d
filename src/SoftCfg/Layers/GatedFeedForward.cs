using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A feed-forward layer gated by a SiLU, <c>down(silu(gate x) ⊙ up x)</c> (SwiGLU, Shazeer 2020).</summary>
internal sealed class GatedFeedForward : nn.Module<Tensor, Tensor>, IFeedForward
{
    private readonly GatedFeedForwardNames names;
    private bool isRegistered;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream.</param>
    /// <param name="intermediate">Channels between the projections.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    /// <param name="names">The projections' names in checkpoints; by default those of Llama's own release.</param>
    /// <param name="hasBias">Whether the projections have biases. Default false.</param>
    public GatedFeedForward(long channels, long intermediate, ScalarType dtype, Device device, GatedFeedForwardNames? names = null,
        bool hasBias = false) : base(nameof(GatedFeedForward))
    {
        this.names = names ?? GatedFeedForwardNames.Numbered;
        Gate = new Projection(channels, intermediate, hasBias, dtype, device);
        Down = new Projection(intermediate, channels, hasBias, dtype, device);
        Up = new Projection(channels, intermediate, hasBias, dtype, device);
    }

    /// <inheritdoc/>
    public Projection Gate { get; }

    /// <inheritdoc/>
    public Projection Up { get; }

    /// <inheritdoc/>
    public Projection Down { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var gate = nn.functional.silu(Gate.call(input));
        return Down.call(gate.mul_(Up.call(input))).MoveToOuterDisposeScope();
    }

    /// <summary>Registers the projections under their names; the default would be the fields'.</summary>
    protected override void RegisterComponents()
    {
        if (isRegistered)
            return;
        isRegistered = true;
        register_module(names.Gate, Gate);
        register_module(names.Down, Down);
        register_module(names.Up, Up);
    }
}
