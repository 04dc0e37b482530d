using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A layer on our kernels whose weight may be freed while nobody computes it, and is read again before somebody does: where there are
/// many weights in one part of a network, and many pixels in another.
/// </summary>
internal interface IReloadable
{
    /// <summary>The weight's name below that of the layer.</summary>
    string WeightName { get; }

    /// <summary>Whether the weight is there, packed.</summary>
    bool IsHere { get; }

    /// <summary>Frees the weight; what is small stays.</summary>
    void Free();

    /// <summary>Takes the weight again.</summary>
    /// <param name="read">Float32 on the CPU, of the shape that it was loaded with; the layer does not own it.</param>
    void Reload(Tensor read);
}
