using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Runs;

/// <summary>Collects what a <see cref="TraceSummary"/> is made of, image by image.</summary>
/// <param name="steps">Tokens per image, N.</param>
internal sealed class TraceSums(int steps)
{
    // [images][N]: quantiles need every number.
    private readonly List<float[]> confidence = [], divergence = [], push = [], perturbation = [];
    private double[][]? weights;

    /// <summary>Adds an image; B is 1.</summary>
    public void Add(DecodeTrace trace)
    {
        confidence.Add(trace.Confidence[0]);
        if (trace.Divergence.Count > 0)
        {
            divergence.Add(trace.Divergence[0]);
            push.Add(trace.Divergence[0].Select((d, step) => (trace.Scale[step] - 1) * d).ToArray());
        }
        if (trace.ValueWeights.Count > 0)
            AddWeights(trace.ValueWeights);
    }

    /// <summary>Sums up what was added.</summary>
    public TraceSummary Summarize(GuidanceKind guidance) => new()
    {
        Guidance = guidance,
        Images = confidence.Count,
        Confidence = Spreads(confidence),
        Divergence = Spreads(divergence),
        Push = Spreads(push),
        Perturbation = Spreads(perturbation),
        ValueWeights = MeanWeights(),
    };

    private void AddWeights(IReadOnlyList<float[][]> image)
    {
        weights ??= Enumerable.Range(0, steps).Select(step => new double[step]).ToArray();
        for (var step = 0; step < steps; step++)
        {
            for (var token = 0; token < step; token++)
                weights[step][token] += image[step][0][token];
        }
        perturbation.Add(image.Select(step => (float)step[0].Sum(w => 1.0 - w)).ToArray());
    }

    private float[,]? MeanWeights()
    {
        if (weights is null)
            return null;
        var means = new float[steps, steps];
        for (var step = 0; step < steps; step++)
        {
            for (var token = 0; token < steps; token++)
                means[step, token] = token < step ? (float)(weights[step][token] / perturbation.Count) : float.NaN;
        }
        return means;
    }

    private StepSpread[] Spreads(List<float[]> images) => images.Count == 0
        ? []
        : Enumerable.Range(0, steps).Select(step => StepSpread.Of(images.Select(image => image[step]))).ToArray();
}
