using SoftCfg.Runs;
using TorchSharp;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>What was measured with.</summary>
internal sealed record BenchVersions
{
    public required string Softcfg { get; init; }
    public required string Dotnet { get; init; }
    public required string Torchsharp { get; init; }
    public required string Libtorch { get; init; }

    /// <summary>Those of this process.</summary>
    public static BenchVersions These() => new()
    {
        Softcfg = RunProvenance.LibraryVersion,
        Dotnet = Environment.Version.ToString(),
        Torchsharp = typeof(torch).Assembly.GetName().Version!.ToString(3),
        Libtorch = Version.Parse(torch.__version__).ToString(3),
    };
}
