using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>Fills models from checkpoints, all or nothing.</summary>
public static class StrictLoader
{
    /// <summary>
    /// Copies every tensor of a checkpoint into the parameter or persistent buffer of the same name, converting to the
    /// model's element type and device. Nothing is copied unless every name and shape fits. One tensor is held besides
    /// the model at any time.
    /// </summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="module">The model.</param>
    /// <param name="cancellationToken">Checked before each tensor.</param>
    /// <returns>What was loaded.</returns>
    /// <exception cref="CheckpointException">
    /// Tensors are missing, unexpected or of another shape (all of them are named), or a weight is not finite; in the
    /// last case the tensors before it have been copied already.
    /// </exception>
    public static LoadReport LoadInto(this ICheckpoint checkpoint, nn.Module module,
        CancellationToken cancellationToken = default)
    {
        var report = checkpoint.CompareWith(module);
        if (!report.Fits)
            throw new CheckpointException(report.Path, Problem(report));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var targets = module.state_dict();
        // In the file's order: what is read from start to end is read ahead by the system, and hashed on the way.
        foreach (var info in checkpoint.Tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var value = checkpoint.Read(info.Name);
            EnsureFinite(report.Path, info.Name, value);
            targets[info.Name].copy_(value);
        }
        return report;
    }

    /// <summary>Compares names, shapes and kinds of numbers without reading any element.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="module">The model.</param>
    /// <returns>What fits and what does not.</returns>
    public static LoadReport CompareWith(this ICheckpoint checkpoint, nn.Module module)
    {
        using var scope = NewDisposeScope();
        var found = checkpoint.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var expected = module.state_dict().Select(t => new TensorInfo(t.Key, t.Value.dtype, t.Value.shape))
            .ToDictionary(t => t.Name, StringComparer.Ordinal);
        var both = expected.Values.Where(t => found.ContainsKey(t.Name)).ToLookup(t => AreAlike(t, found[t.Name]));
        return new LoadReport(checkpoint.Path, checkpoint.Selection,
            Matching: both[true].ToList(),
            Missing: expected.Values.Where(t => !found.ContainsKey(t.Name)).ToList(),
            Unexpected: checkpoint.Tensors.Where(t => !expected.ContainsKey(t.Name)).ToList(),
            Mismatched: both[false].Select(t => new TensorMismatch(t, found[t.Name])).ToList());
    }

    /// <summary>What is wrong with weights that do not fit, as messages say it.</summary>
    internal static string Problem(LoadReport report) =>
        $"the weights do not fit the model: {report}\nIs this the right file for the chosen model?";

    /// <summary>
    /// Fractions must not be cut to whole numbers silently; any other conversion is what the model asks for.
    /// </summary>
    private static bool AreAlike(TensorInfo expected, TensorInfo found) =>
        expected.Shape.AsSpan().SequenceEqual(found.Shape) &&
        (IsFraction(expected.Dtype) || !IsFraction(found.Dtype));

    /// <summary>Refuses weights that are no numbers.</summary>
    internal static void EnsureFinite(string path, string name, Tensor value)
    {
        if (!value.is_floating_point() || value.NumberOfElements == 0)
            return;
        // Minimum and maximum propagate NaN, show infinities and, unlike isfinite, need no second tensor.
        using var smallest = value.min();
        using var largest = value.max();
        using var smallestWide = smallest.to(ScalarType.Float64);
        using var largestWide = largest.to(ScalarType.Float64);
        if (!double.IsFinite(smallestWide.item<double>()) || !double.IsFinite(largestWide.item<double>()))
        {
            throw new CheckpointException(path, $"tensor '{ForeignText.Show(name)}' holds NaN or infinite weights. " +
                "The file is damaged, or the training that wrote it diverged.");
        }
    }

    private static bool IsFraction(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
