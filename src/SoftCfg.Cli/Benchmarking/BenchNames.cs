using SoftCfg.Layers;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>The words of formats, on the command line and in kept runs.</summary>
internal static class BenchNames
{
    /// <summary>All formats and their words.</summary>
    public static (string Word, WeightFormat Value)[] Formats { get; } =
        [.. Enum.GetValues<WeightFormat>().Select(format => (Of(format), format))];

    /// <summary>Such as <c>float32</c>.</summary>
    public static string Of(WeightFormat weights) => WeightFormats.NameOf(weights);
}
