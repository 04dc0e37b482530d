using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Steps of sequences in the first places of a session.</summary>
internal static class Steps
{
    /// <summary>So many sequences at one step.</summary>
    public static GuidanceStep Of(int sequences, int step) =>
        new(Enumerable.Range(0, sequences).ToArray(), Enumerable.Repeat(step, sequences).ToArray(), CPU);

    /// <summary>A session of so many sequences and steps.</summary>
    public static GuidanceContext Context(int sequences, int steps, double temperature = 1, int codes = 5) =>
        new(sequences, steps, codes, temperature, CPU);
}
