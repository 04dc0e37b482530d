using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The errors of one tensor against the reference's, and whether they are within the tolerance.</summary>
/// <param name="Name">Which tensor.</param>
/// <param name="RelativeL2"><c>||actual - expected|| / ||expected||</c>; 0 for two zero tensors.</param>
/// <param name="Absolute">The largest absolute difference of an element.</param>
/// <param name="Failure">What is wrong, in one line; null when the errors are within the tolerance.</param>
internal sealed record TensorComparison(string Name, double RelativeL2, double Absolute, string? Failure)
{
    /// <summary>Compares in float64, on the CPU.</summary>
    public static TensorComparison Of(string name, Tensor actual, Tensor expected, Tolerance tolerance)
    {
        if (!actual.shape.SequenceEqual(expected.shape))
        {
            return new(name, double.PositiveInfinity, double.PositiveInfinity,
                $"{name} has shape [{string.Join(", ", actual.shape)}], " +
                $"expected [{string.Join(", ", expected.shape)}]");
        }
        if (expected.NumberOfElements == 0)
            return new(name, 0, 0, null);

        using var scope = NewDisposeScope();
        var reference = expected.cpu().to(ScalarType.Float64).flatten();
        var difference = actual.cpu().to(ScalarType.Float64).flatten() - reference;
        var distance = difference.norm().item<double>();
        var relative = distance == 0 ? 0 : distance / reference.norm().item<double>();
        var absolute = difference.abs().max().item<double>();
        // Not `>`: a NaN on either side must fail.
        if (relative <= tolerance.RelativeL2 && absolute <= tolerance.Absolute)
            return new(name, relative, absolute, null);
        var differing = difference.count_nonzero().item<long>();
        return new(name, relative, absolute,
            $"{name} differs in {differing} of {difference.NumberOfElements} elements: " +
            $"rel {relative:0.0e+00} abs {absolute:0.0e+00}, " +
            $"allowed {tolerance.RelativeL2:0.0e+00} and {tolerance.Absolute:0.0e+00}");
    }
}
