using SoftCfg.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Turns a conditioning vector into shifts, scales and gates: a projection of its SiLU, split into equal chunks
/// (adaLN, Peebles and Xie 2023). In state dicts the projection is entry 1 of a sequence whose entry 0 is the SiLU.
/// </summary>
internal sealed class AdaptiveModulation : nn.Module<Tensor, Tensor[]>
{
    [ComponentName(Name = "1")]
    private readonly Projection projection;
    private readonly int chunks;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the conditioning vector and of each chunk.</param>
    /// <param name="chunks">How many chunks come out.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public AdaptiveModulation(long channels, int chunks, ScalarType dtype, Device device)
        : base(nameof(AdaptiveModulation))
    {
        this.chunks = chunks;
        projection = new Projection(channels, chunks * channels, hasBias: true, dtype, device);
    }

    /// <summary>From the SiLU of the conditioning vector to the chunks.</summary>
    internal Projection Projection => projection;

    /// <summary>Computes the chunks.</summary>
    /// <param name="input">[..., channels].</param>
    /// <returns>Chunks of the input's shape, in the order of the checkpoint.</returns>
    public override Tensor[] forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var modulation = projection.call(nn.functional.silu(input)).chunk(chunks, -1);
        return modulation.Select(chunk => chunk.MoveToOuterDisposeScope()).ToArray();
    }

    /// <summary><c>x (1 + scale) + shift</c>.</summary>
    /// <param name="input">The normalised stream.</param>
    /// <param name="shift">Its shift, same shape.</param>
    /// <param name="scale">Its scale, same shape.</param>
    /// <returns>The modulated stream.</returns>
    public static Tensor Modulate(Tensor input, Tensor shift, Tensor scale)
    {
        using var factor = scale.Plus(1);
        return shift.PlusProduct(input, factor);
    }
}
