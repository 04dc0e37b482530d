using SoftCfg.Layers;

namespace SoftCfg.Models;

/// <summary>A model whose weights can be packed for products on the CPU, by kernels of our own instead of libtorch's.</summary>
public interface IPackedModel
{
    /// <summary>How weights are packed; null while libtorch computes.</summary>
    WeightFormat? Weights { get; }

    /// <summary>Bytes of packed weights, which a step reads once; 0 while libtorch computes.</summary>
    long WeightBytes { get; }

    /// <summary>Packs the weights of all products. There is no way back: afterwards the model only infers.</summary>
    /// <param name="format">How to store them.</param>
    /// <exception cref="InvalidOperationException">They are packed, or not float32 on the CPU.</exception>
    void Pack(WeightFormat format);
}
