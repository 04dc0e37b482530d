namespace SoftCfg.Guidance;

/// <summary>
/// The guidance scale by step, rising along half a cosine from 1 towards g:
/// <c>s_t = 1 + (g - 1) (1 - cos(π (t / N)^power)) / 2</c>, with <c>0^0 = 1</c>.
/// </summary>
/// <remarks>
/// The last step is N - 1, so g is approached and not reached; a power of 0 gives g at every step. Source: AliTok
/// <c>modeling/ar.py</c> and RobusTok <c>RAR/rar.py</c>, <c>generate</c>.
/// </remarks>
public sealed class CosinePowerSchedule
{
    private readonly double scale;
    private readonly double power;

    /// <summary>Creates a schedule.</summary>
    /// <param name="scale">The guidance scale g.</param>
    /// <param name="power">How late the scale rises; 0 keeps it at g.</param>
    /// <param name="steps">Tokens per image, N.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no step, or a number out of range.</exception>
    public CosinePowerSchedule(double scale, double power, int steps)
    {
        GuidanceSettings.Scale.Check(scale);
        GuidanceSettings.ScalePower.Check(power);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        (this.scale, this.power, Steps) = (scale, power, steps);
    }

    /// <summary>Steps of the schedule, N.</summary>
    public int Steps { get; }

    /// <summary>The guidance scale at a step.</summary>
    /// <param name="step">From 0 to N - 1.</param>
    /// <returns>Between 1 and g.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of the schedule.</exception>
    public float At(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Steps);
        var rise = (1 - Math.Cos(Math.PI * Math.Pow((double)step / Steps, power))) / 2;
        return (float)(1 + (scale - 1) * rise);
    }
}
