using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>How a model is allocated so that its weights have a format.</summary>
internal static class WeightStorage
{
    /// <summary>The formats that this version has.</summary>
    internal static IReadOnlyList<WeightFormat> Supported { get; } = [WeightFormat.Float32];

    /// <summary>The element type that a model of this format is allocated in.</summary>
    /// <exception cref="NotSupportedException">This version does not have the format.</exception>
    internal static ScalarType TypeOf(WeightFormat weights) => Supported.Contains(weights)
        ? ScalarType.Float32
        : throw new NotSupportedException($"This version has no {weights} weights yet, only {string.Join(", ", Supported)}.");
}
