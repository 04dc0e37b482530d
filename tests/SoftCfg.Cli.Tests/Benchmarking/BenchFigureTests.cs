using SoftCfg.Cli.Benchmarking;
using SoftCfg.Cli.Benchmarking.Ceilings;
using SoftCfg.Guidance;
using SoftCfg.Layers;

namespace SoftCfg.Cli.Tests.Benchmarking;

/// <summary>What is made of seconds.</summary>
public class BenchFigureTests
{
    private static readonly BenchRow Row = new(BenchModel.Find("alitok-b"), WeightFormat.Float32, Batch: 8, Steps: 40, Length: 0);

    [Fact]
    public void Speeds_are_of_the_median_run_and_shares_of_the_ceilings()
    {
        // 8 images, 40 steps: 0.1 s a step in the median run. 100 M weights are 0.4 GB, and 3.2 GFLOP for 16 rows.
        var work = new StepWork(100_000_000, 400_000_000, Rows: 16);
        var cell = CellResult.Of(Row, GuidanceKind.ClassifierFree, [8, 4, 2], work, CeilingsOf(read: 16, fma: 64));
        Assert.Equal((80, 40, 160, 100), (cell.TokensPerS, cell.Min, cell.Max, cell.MsPerStep));
        Assert.Equal((0.4e9, 3.2e9), (cell.WeightBytesPerStep, cell.FlopsPerStep));
        Assert.Equal(0.25, cell.Shares.ShareOfBandwidth, 1e-12);
        Assert.Equal(0.5, cell.Shares.ShareOfFma, 1e-12);
    }

    [Theory]
    [InlineData(WeightFormat.Float32, 400)]
    [InlineData(WeightFormat.BFloat16, 200)]
    [InlineData(WeightFormat.Int8, 100)]
    [InlineData(WeightFormat.Int4, 50)]
    public void A_format_decides_how_many_bytes_are_read(WeightFormat format, double bytes) =>
        Assert.Equal(bytes, StepWork.BytesOf(100, format));

    [Fact]
    public void A_ratio_is_the_median_over_pairs_not_the_ratio_of_medians()
    {
        // The machine slows down threefold: pairs say 1.1, 1.2 and 0.9; medians would say 1.2 / 1 = 1.2.
        var ratio = RatioResult.Of(Row, new Dictionary<GuidanceKind, List<double[]>>
        {
            [GuidanceKind.ClassifierFree] = [[1, 1], [3]],
            [GuidanceKind.SoftCfg] = [[1.1, 1.2], [2.7]],
        })!;
        Assert.Equal(1.1, ratio.SoftcfgOverCfg, 1e-12);
        Assert.Equal((0.9, 1.2, 3), (ratio.Min, ratio.Max, ratio.Pairs));
    }

    [Fact]
    public void There_is_no_ratio_of_what_was_not_measured() =>
        Assert.Null(RatioResult.Of(Row, new Dictionary<GuidanceKind, List<double[]>> { [GuidanceKind.SoftCfg] = [[1]] }));

    [Fact]
    public void The_interval_of_a_median_narrows_with_the_number_of_values_and_holds_it_as_often_as_it_says()
    {
        Assert.Equal((1, 3), Statistics.MedianInterval([1, 2, 3]));
        // Of the integers 1 to 1,600: 0.98 times 40 ranks to either side.
        Assert.Equal((760, 841), Statistics.MedianInterval([.. Enumerable.Range(1, 1600).Select(i => (double)i)]));
        var random = new Random(4);
        var held = Enumerable.Range(0, 2000).Count(_ =>
        {
            // Skewed, as times are; the median is 1.
            var (low, high) = Statistics.MedianInterval([.. Enumerable.Range(0, 60).Select(_ => -Math.Log2(random.NextDouble())).Order()]);
            return low <= 1 && high >= 1;
        });
        Assert.InRange(held, 1880, 1990);
    }

    [Theory]
    [InlineData(2.0, 3.0, 1.0, 2.0)]
    [InlineData(2.5, 1.0, 2.0, 3.0, 4.0)]
    public void A_median_is_the_middle_or_between_the_middle_two(double median, params double[] values) =>
        Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void Every_ceiling_is_measured_on_as_many_threads_as_asked_for()
    {
        var ceilings = MachineCeilings.Measure(2, TestContext.Current.CancellationToken);
        Assert.Equal(2, ceilings.Threads);
        Assert.All([ceilings.ReadGbPerS, ceilings.ReadGbPerSOneThread, ceilings.FmaGflopPerS, ceilings.Int8GopPerS],
            speed => Assert.True(double.IsFinite(speed) && speed > 0));
        Assert.Contains(FloatKernels.All, kernel => kernel.Name == ceilings.FmaKernel && kernel.IsSupported);
        Assert.Contains(Int8Kernels.All, kernel => kernel.Name == ceilings.Int8Kernel && kernel.IsSupported);
    }

    internal static MachineCeilings CeilingsOf(double read, double fma) => new()
    {
        Threads = 2,
        ReadGbPerSOneThread = read,
        ReadGbPerS = read,
        FmaGflopPerS = fma,
        FmaKernel = "f",
        Int8GopPerS = 1,
        Int8Kernel = "i",
    };
}
