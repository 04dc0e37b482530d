namespace SoftCfg.Guidance;

/// <summary>
/// What becomes of the guidance scale in the release of Lumina-mGPT 2.0, which overwrites it before every step with
/// <c>max(4, g (1 - n / (4 grids)))</c>, where n tokens stand behind the image's start: two of the size, then those sampled. So a
/// scale of up to 4 is 4, and a larger one falls to 4 within a few steps. Source: inference_solver.py, its logits processor of
/// classifier-free guidance.
/// </summary>
public static class ReleasedScaleDecay
{
    private const double Least = 4;

    // Height and width, in front of the first token that is sampled.
    private const int SizeTokens = 2;

    /// <summary>The scale of every step.</summary>
    /// <param name="scale">The scale that was asked for.</param>
    /// <param name="grids">The image's area in grids of 32 x 32 pixels.</param>
    /// <param name="steps">Tokens of the image.</param>
    /// <returns>[steps].</returns>
    public static IReadOnlyList<float> Scales(double scale, int grids, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grids);
        var scales = new float[steps];
        for (var step = 0; step < steps; step++)
        {
            scale = Math.Max(Least, scale * (1 - (step + SizeTokens) / (4.0 * grids)));
            scales[step] = (float)scale;
        }
        return scales;
    }
}
