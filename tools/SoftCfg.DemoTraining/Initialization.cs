using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>First weights, from a seeded generator of our own: the library leaves them to the checkpoint.</summary>
internal static class Initialization
{
    /// <summary>Small normal weights for a transformer; modulations start at zero, so that every block starts as the identity.</summary>
    public static void Transformer(nn.Module module, Generator generator) => Initialize(module, (name, value) =>
        value.normal_(0, name.Contains("adaLN_modulation", StringComparison.Ordinal) ? 0 : 0.02, generator));

    /// <summary>Kaiming-normal weights for convolutions and projections: variance 2 / fan-in.</summary>
    public static void Convolutional(nn.Module module, Generator generator) => Initialize(module, (_, value) =>
        value.normal_(0, Math.Sqrt(2.0 * value.shape[0] / value.NumberOfElements), generator));

    private static void Initialize(nn.Module module, Action<string, Tensor> setMatrix)
    {
        using var noGradients = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.dim() > 1)
                setMatrix(name, parameter);
            else
                parameter.FillInPlace(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);  // norms; biases
        }
    }
}
