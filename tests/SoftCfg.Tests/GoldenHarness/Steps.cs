using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Steps of sequences in the first places of a session.</summary>
internal static class Steps
{
    /// <summary>So many sequences at one step; on the CPU by default.</summary>
    public static GuidanceStep Of(int sequences, int step, Device? device = null) =>
        new(Enumerable.Range(0, sequences).ToArray(), Enumerable.Repeat(step, sequences).ToArray(), device ?? CPU);

    /// <summary>A session of so many sequences and steps; on the CPU by default.</summary>
    public static GuidanceContext Context(int sequences, int steps, double temperature = 1, int codes = 5, Device? device = null) =>
        new(sequences, steps, codes, temperature, device ?? CPU);
}
