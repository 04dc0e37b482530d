using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

/// <summary>Precision and recall of features that nobody has compared before.</summary>
internal static class Balls
{
    /// <summary>Compares two sets; the caller keeps them, and disposes the figures.</summary>
    public static PrecisionRecall Compare(Tensor reference, Tensor sample, ScalarType precision = ScalarType.Float32)
    {
        using var references = new Neighbourhoods(reference.alias());
        using var samples = new Neighbourhoods(sample.alias());
        return PrecisionRecall.Of(references, samples, precision);
    }
}
