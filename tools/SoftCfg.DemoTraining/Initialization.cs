using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>First weights, from a seeded generator of our own: the library leaves them zero.</summary>
internal static class Initialization
{
    /// <summary>Small normal weights for a transformer; modulations start at zero, so that every block starts as the identity.</summary>
    public static void Transformer(nn.Module module, Generator generator) => Initialize(module, (name, value) =>
    {
        if (value.dim() > 1 && !name.Contains("adaLN_modulation", StringComparison.Ordinal))
            value.normal_(0, 0.02, generator);
    });

    /// <summary>Kaiming-normal weights for convolutions and projections.</summary>
    public static void Convolutional(nn.Module module, Generator generator) => Initialize(module, (_, value) =>
    {
        if (value.dim() > 1)
            value.normal_(0, Math.Sqrt(2.0 * value.shape[0] / value.NumberOfElements), generator);  // fan-in = elements / outputs
    });

    private static void Initialize(nn.Module module, Action<string, Tensor> set)
    {
        using var noGradients = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
            set(name, parameter);
    }
}
