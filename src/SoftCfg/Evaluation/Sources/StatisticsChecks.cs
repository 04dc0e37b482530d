using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>What every array of statistics has to be, whatever file it comes from.</summary>
internal static class StatisticsChecks
{
    /// <exception cref="EvaluationFileException">An element is not a finite number.</exception>
    internal static void EnsureFinite(string path, string name, Tensor values)
    {
        using var finite = values.isfinite();
        using var all = finite.all();
        if (!all.item<bool>())
            throw new EvaluationFileException(path, $"'{name}' holds values that are not finite. Make the statistics anew.");
    }

    /// <exception cref="EvaluationFileException">It is not symmetric, so it is no covariance.</exception>
    internal static void EnsureSymmetric(string path, string name, Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var asymmetry = (matrix - matrix.t()).abs().max().item<double>();
        // Published statistics are rounded; a matrix of another kind is far from symmetric.
        if (asymmetry > 1e-4 * matrix.abs().max().item<double>())
            throw new EvaluationFileException(path, $"'{name}' is not symmetric, so it is no covariance matrix.");
    }
}
