using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>Collects what a <see cref="TraceSummary"/> is made of, image by image.</summary>
/// <param name="steps">Tokens per image, N.</param>
internal sealed class TraceSums(int steps)
{
    private readonly StepMeans confidence = new(steps), divergence = new(steps), push = new(steps), perturbation = new(steps);
    private double[][]? weights;
    private int images;
    private int weighted;

    /// <summary>Adds an image.</summary>
    public void Add(DecodeTrace trace)
    {
        images++;
        confidence.Add(trace.Confidence.Select(c => (double)c));
        if (trace.Divergence.Count > 0)
        {
            divergence.Add(trace.Divergence.Select(d => (double)d));
            push.Add(trace.Divergence.Select((d, step) => (trace.Scale[step] - 1.0) * d));
        }
        if (trace.ValueWeights.Count > 0)
            AddWeights(trace.ValueWeights);
    }

    /// <summary>Sums up what was added.</summary>
    public TraceSummary Summarize(GuidanceKind guidance) => new()
    {
        Guidance = guidance,
        Images = images,
        Confidence = confidence.ToList(),
        Divergence = divergence.ToList(),
        Push = push.ToList(),
        Perturbation = perturbation.ToList(),
        ValueWeights = MeanWeights(),
    };

    private void AddWeights(IReadOnlyList<IReadOnlyList<float>> image)
    {
        weighted++;
        weights ??= Enumerable.Range(0, steps).Select(step => new double[step]).ToArray();
        for (var step = 0; step < steps; step++)
        {
            for (var token = 0; token < step; token++)
                weights[step][token] += image[step][token];
        }
        perturbation.Add(image.Select(step => step.Sum(w => 1.0 - w)));
    }

    private float[,]? MeanWeights()
    {
        if (weights is null)
            return null;
        var means = new float[steps, steps];
        for (var step = 0; step < steps; step++)
        {
            for (var token = 0; token < steps; token++)
                means[step, token] = token < step ? (float)(weights[step][token] / weighted) : float.NaN;
        }
        return means;
    }
}
