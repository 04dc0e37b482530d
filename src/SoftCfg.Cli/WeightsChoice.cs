using System.CommandLine;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Cli;

/// <summary><c>--weights</c>: how weights are packed for the kernels of the CPU.</summary>
/// <param name="Format">The format; null where the default is taken.</param>
internal readonly record struct WeightsChoice(WeightFormat? Format)
{
    /// <summary>The option.</summary>
    public static Option<WeightsChoice?> Option()
    {
        (string, WeightsChoice)[] formats =
        [
            ("auto", new(null)),
            .. Enum.GetValues<WeightFormat>().Select(format => (WeightFormats.NameOf(format), new WeightsChoice(format))),
        ];
        return OptionFactory.Choice("--weights",
            $"How the generator's weights are packed for the CPU; fewer bits are faster. auto is {WeightFormats.NameOf(WeightFormats.Default)}. " +
            "Default: auto.", formats);
    }

    /// <summary>Refuses a format where libtorch computes.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void Check(WeightFormat? weights, ScalarType dtype, Device device)
    {
        try
        {
            WeightFormats.Choose(weights, dtype, device);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--weights: {e.Message}");
        }
    }
}
