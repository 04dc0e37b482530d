using System.Runtime.InteropServices;
using TorchSharp;

namespace SoftCfg.Benchmarks;

/// <summary>What figures are worth nothing without.</summary>
internal static class Machine
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    public static string Processor { get; } = File.Exists(LinuxProcessors)
        ? File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1].Trim() ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    public static int Cores => Environment.ProcessorCount;

    public static string DotNet => Environment.Version.ToString();

    public static string Libtorch => Version.Parse(torch.__version__).ToString(3);
}
