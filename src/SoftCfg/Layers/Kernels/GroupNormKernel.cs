namespace SoftCfg.Layers.Kernels;

/// <summary>A group norm and a SiLU of pixels whose channels lie side by side. Moments are those of rows, whoever computes them.</summary>
internal sealed unsafe class GroupNormKernel(int groups, int channels, int width, double epsilon, float* weight, float* bias)
{
    /// <summary>Numbers that are kept of a row of pixels: a mean and a sum of squares around it per group.</summary>
    public int MomentCount => 2 * groups;

    private int GroupChannels => channels / groups;

    /// <summary>The moments of a row of pixels.</summary>
    /// <param name="pixels">[width, channels].</param>
    /// <param name="moments">[groups, 2].</param>
    public void Measure(float* pixels, double* moments)
    {
        var sums = stackalloc float[channels];
        var centers = stackalloc float[channels];
        new Span<float>(sums, channels).Clear();
        for (var x = 0; x < width; x++)
            RowKernels.Add(sums, pixels + (long)x * channels, channels);
        for (var group = 0; group < groups; group++)
        {
            var mean = Sum(sums, group) / ((double)width * GroupChannels);
            moments[2 * group] = mean;
            new Span<float>(centers + group * GroupChannels, GroupChannels).Fill((float)mean);
        }
        new Span<float>(sums, channels).Clear();
        for (var x = 0; x < width; x++)
            RowKernels.AddSquares(sums, pixels + (long)x * channels, centers, channels);
        for (var group = 0; group < groups; group++)
            moments[2 * group + 1] = Sum(sums, group);
    }

    /// <summary>Normalises some rows of an image.</summary>
    /// <param name="pixels">The image: [height, width, channels].</param>
    /// <param name="output">The same of the result.</param>
    /// <param name="moments">Of all rows: [height, groups, 2].</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    public void Apply(float* pixels, float* output, double* moments, int height, int first, int end)
    {
        var scale = stackalloc float[channels];
        var shift = stackalloc float[channels];
        Factors(moments, height, scale, shift);
        for (var pixel = (long)first * width; pixel < (long)end * width; pixel++)
            RowKernels.ScaleSilu(pixels + pixel * channels, scale, shift, channels, output + pixel * channels);
    }

    /// <summary>What the norm multiplies each channel with, and what it adds then.</summary>
    /// <param name="moments">Of all rows: [height, groups, 2].</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    public void Factors(double* moments, int height, float* scale, float* shift)
    {
        for (var group = 0; group < groups; group++)
        {
            var (mean, deviation) = Whole(moments + 2 * group, height);
            for (var channel = group * GroupChannels; channel < (group + 1) * GroupChannels; channel++)
            {
                scale[channel] = (float)(weight[channel] / deviation);
                shift[channel] = (float)(bias[channel] - mean * weight[channel] / deviation);
            }
        }
    }

    /// <summary>The mean and the standard deviation of a group in all rows, which have the same number of elements.</summary>
    private (double Mean, double Deviation) Whole(double* moments, int height)
    {
        var mean = 0.0;
        for (var y = 0; y < height; y++)
            mean += moments[(long)y * MomentCount] / height;
        var squares = 0.0;
        for (var y = 0; y < height; y++)
        {
            var apart = moments[(long)y * MomentCount] - mean;
            squares += moments[(long)y * MomentCount + 1] / ((double)width * GroupChannels) + apart * apart;
        }
        return (mean, Math.Sqrt(squares / height + epsilon));
    }

    private double Sum(float* sums, int group)
    {
        var total = 0.0;
        for (var channel = group * GroupChannels; channel < (group + 1) * GroupChannels; channel++)
            total += sums[channel];
        return total;
    }
}
