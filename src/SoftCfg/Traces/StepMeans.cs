namespace SoftCfg.Traces;

/// <summary>
/// Means of N numbers over images that come one by one (B. P. Welford, 1962): the images need not be kept, and nothing is
/// lost to the difference of large sums.
/// </summary>
/// <param name="steps">Numbers per image, N.</param>
internal sealed class StepMeans(int steps)
{
    private readonly long[] counts = new long[steps];
    private readonly double[] means = new double[steps];
    private readonly double[] squares = new double[steps];  // sums of squared distances from the mean
    private int images;

    /// <summary>Adds the numbers of an image; those that are not finite are left out.</summary>
    public void Add(IEnumerable<double> numbers)
    {
        images++;
        foreach (var (step, number) in numbers.Index())
        {
            if (!double.IsFinite(number))
                continue;
            var distance = number - means[step];
            means[step] += distance / ++counts[step];
            squares[step] += distance * (number - means[step]);
        }
    }

    /// <summary>The means: [N]; empty when no image was added.</summary>
    public IReadOnlyList<StepMean> ToList() => images == 0 ? [] : Enumerable.Range(0, steps).Select(At).ToArray();

    private StepMean At(int step) => new(
        counts[step] == 0 ? double.NaN : means[step],
        counts[step] < 2 ? double.NaN : Math.Sqrt(squares[step] / (counts[step] - 1) / counts[step]));
}
