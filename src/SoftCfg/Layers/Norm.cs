using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A norm over the last axis, whatever its statistics.</summary>
/// <param name="name">The layer's name in TorchSharp.</param>
internal abstract class Norm(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Added to the mean square or the variance.</summary>
    public abstract double Epsilon { get; }

    /// <summary>Whether the mean is subtracted.</summary>
    public abstract bool IsCentered { get; }

    /// <summary>What the result is multiplied with: [channels], or [<see cref="Shards"/>, channels]; null where nothing.</summary>
    public abstract Tensor? Weight { get; }

    /// <summary>What is added last, of the same shape; null where nothing.</summary>
    public abstract Tensor? Bias { get; }

    /// <summary>Shards of the heads that are normalised, each with a weight and a bias of its own.</summary>
    public virtual int Shards => 1;
}
