using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>The machine, without which figures are worth nothing.</summary>
internal sealed record BenchMachine
{
    // CPUID: the largest extended function, and the three that spell the name.
    private const int LargestFunction = unchecked((int)0x80000000), FirstOfName = unchecked((int)0x80000002);

    public required string Processor { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public required int Cores { get; init; }

    public required string System { get; init; }

    /// <summary>This machine.</summary>
    public static BenchMachine This { get; } = new()
    {
        Processor = ProcessorName(),
        Cores = Environment.ProcessorCount,
        System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}",
    };

    /// <summary>Those that kernels choose by, as the runtime has them: what its switches turn off is not among them.</summary>
    public static IReadOnlyList<string> InstructionSets { get; } = new (string Name, bool Has)[]
    {
        ("sse4.2", Sse42.IsSupported), ("avx", Avx.IsSupported), ("avx2", Avx2.IsSupported), ("fma", Fma.IsSupported),
        ("avx-vnni", AvxVnni.IsSupported), ("avx512f", Avx512F.IsSupported), ("avx512bw", Avx512BW.IsSupported),
        ("avx512vbmi", Avx512Vbmi.IsSupported), ("neon", AdvSimd.IsSupported), ("dotprod", Dp.IsSupported),
    }.Where(set => set.Has).Select(set => set.Name).ToList();

    private static string ProcessorName()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(LargestFunction, 0).Eax < unchecked((uint)FirstOfName) + 2)
            return RuntimeInformation.ProcessArchitecture.ToString();
        int[] words = [.. Words(0), .. Words(1), .. Words(2)];
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(words)).TrimEnd('\0').Trim();
    }

    private static int[] Words(int part)
    {
        var (a, b, c, d) = X86Base.CpuId(FirstOfName + part, 0);
        return [a, b, c, d];
    }
}
