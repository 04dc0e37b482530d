using System.Globalization;

namespace SoftCfg.Evaluation;

/// <summary>
/// The lines that the evaluator of guided-diffusion prints, character for character, for scripts that read them.
/// </summary>
public static class AdmReport
{
    /// <summary>A line <c>name: value</c> per figure; a figure that is null has none.</summary>
    /// <param name="result">The figures.</param>
    /// <returns>Up to five lines, in the evaluator's order.</returns>
    public static IEnumerable<string> Lines(EvaluationResult result)
    {
        (string Name, double? Value)[] figures =
        [
            // The evaluator's score is a float32, which Python widens before it prints it.
            ("Inception Score", result.InceptionScore is { } score ? (float)score : null),
            ("FID", result.Fid),
            ("sFID", result.SFid),
            ("Precision", result.Precision),
            ("Recall", result.Recall),
        ];
        return figures.Where(figure => figure.Value is not null)
            .Select(figure => $"{figure.Name}: {PythonText(figure.Value!.Value)}");
    }

    /// <summary>
    /// A number below 10^15 as Python prints it: as short as it can be read back, and never like a whole number.
    /// </summary>
    internal static string PythonText(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('e', StringComparison.Ordinal) ? text : text + ".0";
    }
}
