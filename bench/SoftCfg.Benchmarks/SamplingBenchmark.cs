using SoftCfg.Guidance;

namespace SoftCfg.Benchmarks;

/// <summary>How fast the embedded model samples, from the first token to the last pixel.</summary>
/// <param name="report">Where the figures go.</param>
/// <param name="rounds">How often everything is measured.</param>
internal sealed class SamplingBenchmark(Report report, int rounds)
{
    private static readonly int[] Batches = [16, 64, 128];

    public void Run()
    {
        using var generator = ImageGenerator.Load("fashion");
        TokensPerSecond(generator, Batches[0], GuidanceKind.SoftCfg);
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            foreach (var batch in Batches)
                Measure(generator, batch);
        }
    }

    private void Measure(ImageGenerator generator, int batch)
    {
        var speeds = Enum.GetValues<GuidanceKind>().ToDictionary(kind => kind, kind =>
            report.Add($"batch {batch}, {Name(kind)}", "tokens/s", TokensPerSecond(generator, batch, kind)));
        report.Add($"batch {batch}, time of CFG over none", "",
            speeds[GuidanceKind.None] / speeds[GuidanceKind.ClassifierFree]);
        report.Add($"batch {batch}, time of SoftCFG over CFG", "",
            speeds[GuidanceKind.ClassifierFree] / speeds[GuidanceKind.SoftCfg]);
    }

    private static string Name(GuidanceKind kind) => kind switch
    {
        GuidanceKind.None => "no guidance",
        GuidanceKind.ClassifierFree => "CFG",
        _ => "SoftCFG",
    };

    private static double TokensPerSecond(ImageGenerator generator, int batch, GuidanceKind kind)
    {
        var options = new GenerationOptions
        {
            Classes = Enumerable.Range(0, batch).Select(i => i % generator.ClassCount).ToList(),
            BatchSize = batch,
            Guidance = generator.DefaultGuidance with { Kind = kind },
        };
        var images = 0;
        var seconds = Timing.Seconds(() => images = generator.Generate(options).Count());
        return images * generator.TokensPerImage / seconds;
    }
}
