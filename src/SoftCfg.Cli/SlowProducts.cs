using SoftCfg.Cli.Terminal;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Cli;

/// <summary>Whoever asks for bfloat16 to be faster should know where it is not.</summary>
internal static class SlowProducts
{
    /// <summary>Says so when weights were asked for in a type that this machine multiplies slowly.</summary>
    public static void Say(Session session, ScalarType dtype, Device device)
    {
        if (dtype == ScalarType.BFloat16 && ProductPrecision.Fastest(device) != dtype)
        {
            session.Note("--dtype bfloat16 halves the memory of weights, but this machine multiplies it more slowly than " +
                "float32, maybe by far; leave --dtype out to be faster.");
        }
    }
}
