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

    /// <summary>A finite number as Python prints it: as short as it can be read back, and never like a whole number.</summary>
    internal static string PythonText(double value)
    {
        var size = Math.Abs(value);
        // .NET turns to exponents one power of ten earlier than Python.
        var text = value.ToString(size is >= 1e15 and < 1e16 ? "F1" : "R", CultureInfo.InvariantCulture);
        if (text.Contains('E', StringComparison.Ordinal))
            return text.Replace('E', 'e');
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }
}
