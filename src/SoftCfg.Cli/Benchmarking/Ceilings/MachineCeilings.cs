namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>What this machine can do at most, measured by plain loops: what speeds are compared with.</summary>
internal sealed record MachineCeilings
{
    private const int Runs = 15;
    private const double RunSeconds = 0.01;

    /// <summary>Threads, but for the figures of one.</summary>
    public required int Threads { get; init; }

    /// <summary>Memory read by one thread, in 10⁹ bytes a second.</summary>
    public required double ReadGbPerSOneThread { get; init; }

    /// <summary>Memory read by all threads, in 10⁹ bytes a second.</summary>
    public required double ReadGbPerS { get; init; }

    /// <summary>Fused multiply-adds of float32, two operations each, in 10⁹ a second.</summary>
    public required double FmaGflopPerS { get; init; }

    /// <summary>The loop that was fastest.</summary>
    public required string FmaKernel { get; init; }

    /// <summary>Multiplications and additions of bytes, in 10⁹ a second.</summary>
    public required double Int8GopPerS { get; init; }

    /// <summary>The loop that was fastest.</summary>
    public required string Int8Kernel { get; init; }

    /// <summary>Measures all of it, in less than two seconds; the best of several short runs each.</summary>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="cancellationToken">Checked between runs.</param>
    public static MachineCeilings Measure(int threads, CancellationToken cancellationToken)
    {
        double alone, together;
        using (var read = new ReadKernel())
        {
            alone = Best(() => read.GigabytesPerSecond(1), cancellationToken);
            // Threads that share a core, or a quota, may read less than one alone.
            together = threads == 1 ? alone : Best(() => read.GigabytesPerSecond(threads), cancellationToken);
        }
        var (floats, floatKernel) = Fastest(FloatKernels.All, threads, cancellationToken);
        var (bytes, byteKernel) = Fastest(Int8Kernels.All, threads, cancellationToken);
        return new()
        {
            Threads = threads,
            ReadGbPerSOneThread = alone,
            ReadGbPerS = together,
            FmaGflopPerS = floats,
            FmaKernel = floatKernel,
            Int8GopPerS = bytes,
            Int8Kernel = byteKernel,
        };
    }

    private static (double Speed, string Name) Fastest(
        IEnumerable<CeilingKernel> kernels, int threads, CancellationToken cancellationToken) =>
        kernels.Where(kernel => kernel.IsSupported).Select(kernel => (Speed: Speed(kernel, threads, cancellationToken), kernel.Name))
            .MaxBy(measured => measured.Speed);

    private static double Speed(CeilingKernel kernel, int threads, CancellationToken cancellationToken)
    {
        const long few = 100_000;
        var iterations = (long)Math.Max(few, few * RunSeconds / ThreadsTogether.Seconds(1, _ => kernel.Run(few)));
        return Best(() =>
            (double)kernel.Operations * iterations * threads / ThreadsTogether.Seconds(threads, _ => kernel.Run(iterations)) / 1e9,
            cancellationToken);
    }

    private static double Best(Func<double> measure, CancellationToken cancellationToken)
    {
        var best = 0.0;
        for (var run = 0; run < Runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            best = Math.Max(best, measure());
        }
        return best;
    }
}
