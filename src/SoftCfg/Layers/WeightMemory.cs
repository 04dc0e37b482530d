using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>The memory of weights that nothing reads any more, or for a while.</summary>
internal static class WeightMemory
{
    /// <summary>Frees what a weight holds; the weight stays, without elements.</summary>
    public static void Empty(this Tensor weight)
    {
        using var nothing = empty([0], weight.dtype, weight.device);
        weight.set_(nothing);
    }
}
