using SoftCfg.Imaging;

namespace SoftCfg.Evaluation;

/// <summary>
/// How much two images of one size look alike, from their bytes; all arithmetic is float64. Both measures are symmetric.
/// </summary>
public static class ImageSimilarity
{
    /// <summary>Width and height of the window of <see cref="StructuralSimilarity"/>, and the smallest image it takes.</summary>
    public const int WindowSize = 11;

    private const double Range = 255, WindowSigma = 1.5;
    private const double C1 = 0.01 * Range * (0.01 * Range), C2 = 0.03 * Range * (0.03 * Range);

    private static readonly double[] Window = Gaussian();

    /// <summary>
    /// Peak signal-to-noise ratio: <c>10 log10(255² / m)</c>, where m is the mean squared difference over all bytes of all
    /// three channels.
    /// </summary>
    /// <param name="first">An image.</param>
    /// <param name="second">Another one.</param>
    /// <returns>Decibels; positive infinity for identical images.</returns>
    /// <exception cref="ArgumentException">The images differ in size.</exception>
    public static double PeakSignalToNoiseRatio(RgbImage first, RgbImage second)
    {
        RefuseSizes(first, second);
        var sum = 0.0;
        for (var i = 0; i < first.Pixels.Length; i++)
        {
            double difference = first.Pixels[i] - second.Pixels[i];
            sum += difference * difference;
        }
        return 10 * Math.Log10(Range * Range / (sum / first.Pixels.Length));
    }

    /// <summary>
    /// Structural similarity after Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility to
    /// structural similarity" (2004), as in their <c>ssim_index.m</c>: a Gaussian window of 11 × 11 pixels and sigma 1.5,
    /// moments weighted by it (no correction for the sample's size), K1 = 0.01, K2 = 0.03, data range 255, no window
    /// reaching over the edge. The mean over all windows, of each channel and then of the three channels.
    /// </summary>
    /// <param name="first">An image of at least 11 × 11 pixels.</param>
    /// <param name="second">Another one.</param>
    /// <returns>From -1 to 1; 1 for identical images.</returns>
    /// <exception cref="ArgumentException">The images differ in size or are smaller than the window.</exception>
    public static double StructuralSimilarity(RgbImage first, RgbImage second)
    {
        RefuseSizes(first, second);
        if (Math.Min(first.Width, first.Height) < WindowSize)
        {
            throw new ArgumentException($"The images have {first.Width} × {first.Height} pixels; structural similarity needs " +
                $"at least {WindowSize} × {WindowSize}.");
        }
        return Enumerable.Range(0, 3).Average(channel => ChannelSimilarity(first, second, channel));
    }

    private static double ChannelSimilarity(RgbImage first, RgbImage second, int channel)
    {
        var (x, y) = (Plane(first, channel), Plane(second, channel));
        double[] Mean(Func<int, double> value) =>
            WindowMeans(Enumerable.Range(0, x.Length).Select(value).ToArray(), first.Width, first.Height);
        var (meanX, meanY) = (Mean(i => x[i]), Mean(i => y[i]));
        var (meanXX, meanYY, meanXY) = (Mean(i => x[i] * x[i]), Mean(i => y[i] * y[i]), Mean(i => x[i] * y[i]));
        return Enumerable.Range(0, meanX.Length).Average(i =>
        {
            var (mx, my) = (meanX[i], meanY[i]);
            var (varianceX, varianceY, covariance) = (meanXX[i] - mx * mx, meanYY[i] - my * my, meanXY[i] - mx * my);
            return (2 * mx * my + C1) * (2 * covariance + C2) / ((mx * mx + my * my + C1) * (varianceX + varianceY + C2));
        });
    }

    private static double[] Plane(RgbImage image, int channel) =>
        Enumerable.Range(0, image.Width * image.Height).Select(i => (double)image.Pixels[3 * i + channel]).ToArray();

    /// <summary>
    /// The weighted mean in every window that lies inside, row by row. The window is a product of two: first along the rows,
    /// then down the columns.
    /// </summary>
    private static double[] WindowMeans(double[] plane, int width, int height)
    {
        var (columns, rows) = (width - WindowSize + 1, height - WindowSize + 1);
        var across = new double[height * columns];
        for (var i = 0; i < across.Length; i++)
        {
            var start = i / columns * width + i % columns;
            for (var k = 0; k < WindowSize; k++)
                across[i] += Window[k] * plane[start + k];
        }
        var means = new double[rows * columns];
        for (var i = 0; i < means.Length; i++)
        {
            for (var k = 0; k < WindowSize; k++)
                means[i] += Window[k] * across[i + k * columns];
        }
        return means;
    }

    /// <summary>One side of the window; it sums to 1.</summary>
    private static double[] Gaussian()
    {
        var weights = Enumerable.Range(0, WindowSize)
            .Select(k => Math.Exp(-Math.Pow(k - WindowSize / 2, 2) / (2 * WindowSigma * WindowSigma))).ToArray();
        var sum = weights.Sum();
        return weights.Select(weight => weight / sum).ToArray();
    }

    private static void RefuseSizes(RgbImage first, RgbImage second)
    {
        if ((first.Width, first.Height) != (second.Width, second.Height))
        {
            throw new ArgumentException($"Images of one size are compared, not {first.Width} × {first.Height} with " +
                $"{second.Width} × {second.Height} pixels.");
        }
    }
}
