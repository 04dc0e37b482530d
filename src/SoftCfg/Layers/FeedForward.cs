using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Two projections with an exact GELU between them, as in vision transformers.</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>, IFeedForward
{
    private readonly Projection fc1, fc2;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream.</param>
    /// <param name="intermediate">Channels between the projections.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public FeedForward(long channels, long intermediate, ScalarType dtype, Device device) : base(nameof(FeedForward))
    {
        fc1 = new Projection(channels, intermediate, hasBias: true, dtype, device);
        fc2 = new Projection(intermediate, channels, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    public Projection? Gate => null;

    /// <inheritdoc/>
    public Projection Up => fc1;

    /// <inheritdoc/>
    public Projection Down => fc2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return fc2.call(fc1.CallWithGelu(input)).MoveToOuterDisposeScope();
    }
}
