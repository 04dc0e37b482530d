namespace SoftCfg.Tests.GoldenHarness;

/// <summary>How far a tensor may be from the reference's: both limits hold.</summary>
/// <param name="RelativeL2">Limit of <c>||actual - expected|| / ||expected||</c>.</param>
/// <param name="Absolute">Limit of the largest absolute difference of an element.</param>
internal sealed record Tolerance(double RelativeL2, double Absolute)
{
    /// <summary>float32 against float32: some hundred roundings, for single values of up to about ten.</summary>
    public static readonly Tolerance Float32 = new(1e-5, 1e-4);

    /// <summary>Equal elements: tokens, bytes.</summary>
    public static readonly Tolerance Exact = new(0, 0);
}
