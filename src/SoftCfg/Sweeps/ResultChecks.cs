using System.Globalization;
using SoftCfg.Evaluation;

namespace SoftCfg.Sweeps;

/// <summary>Whether a result that was found in a folder is that of the folder's point.</summary>
internal static class ResultChecks
{
    /// <summary>What a plot can show; no figure of images comes near.</summary>
    private const double LargestFigure = 1e100;

    /// <summary>A million years.</summary>
    private const double LongestSeconds = 3e13;

    /// <summary>What is wrong with a result, in a sentence; null if nothing is.</summary>
    internal static string? Problem(SweepResult result, SweepPoint point, SweepPlan plan)
    {
        if (result.Point != point)
            return $"this is the result of the point {result.Point.Key}, but the folder is that of {point.Key}.";
        if (result.Images != plan.Count)
            return Text($"this is a result of {result.Images} images; those of this sweep are of {plan.Count}.");
        if (result.Seed != plan.Seed)
            return Text($"this is a result of seed {result.Seed}; those of this sweep are of seed {plan.Seed}.");
        if (result.Figures.Network != plan.Network)
            return "these are figures of another network than that of this sweep.";
        if (!IsDuration(result.Seconds))
            return Text($"the file is damaged: it says {result.Seconds} seconds.");
        if (result.Figures.Warnings.Any(warning => warning is null))
            return "the file is damaged: a warning is null.";
        return Problem("inception_score", result.Figures.InceptionScore, result.Figures.InceptionScoreInterval)
            ?? Problem("fid", result.Figures.Fid, result.Figures.FidInterval)
            ?? Problem("s_fid", result.Figures.SFid)
            ?? Problem("precision", result.Figures.Precision)
            ?? Problem("recall", result.Figures.Recall);
    }

    /// <summary>Whether something can have taken so long.</summary>
    internal static bool IsDuration(double seconds) => seconds is >= 0 and <= LongestSeconds;

    private static string? Problem(string name, double? figure, ConfidenceInterval? interval = null)
    {
        foreach (var number in new[] { figure, interval?.Lower, interval?.Upper, interval?.StandardError })
        {
            if (number is { } value && !(Math.Abs(value) <= LargestFigure))
                return Text($"the file is damaged: {name} is {value}.");
        }
        if (interval is { Level: not (> 0 and < 1) } odd)
            return Text($"the file is damaged: the interval of {name} is one of level {odd.Level}.");
        return interval is { } ends && !(ends.Lower <= ends.Upper)
            ? Text($"the file is damaged: the interval of {name} goes from {ends.Lower} to {ends.Upper}.")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
