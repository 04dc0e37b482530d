using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.Cli.Terminal;

/// <summary>One line that says how far work is: what is done, a bar, a percentage, and how long it will still take.</summary>
/// <param name="hasBlocks">Whether the terminal's encoding has blocks.</param>
internal sealed class ProgressBar(bool hasBlocks)
{
    private const int Longest = 40, Shortest = 8;

    private (long Time, double Fraction) begun = (Stopwatch.GetTimestamp(), 0);
    private double last;

    /// <summary>The line.</summary>
    /// <param name="step">How far the work is.</param>
    /// <param name="columns">Columns that there are.</param>
    public LiveLine Line(ProgressStep step, int columns)
    {
        var fraction = Math.Clamp(step.Fraction, 0, 1);
        // Work of several parts begins anew with each.
        if (fraction < last)
            begun = (Stopwatch.GetTimestamp(), fraction);
        last = fraction;
        // Some work knows better how long it will take, and says so.
        var left = step.Text.EndsWith(" left", StringComparison.Ordinal) ? "" : Left(fraction);
        var behind = string.Create(CultureInfo.InvariantCulture, $" {100 * fraction,3:0} %{left}");
        // A name of somebody else's may hold escape sequences.
        var text = Visible.Line(step.Text);
        text = text[..Math.Clamp(columns - behind.Length, 0, text.Length)];
        var length = Math.Min(columns - text.Length - behind.Length - 1, Longest);
        var line = length < Shortest ? text + behind : $"{text} {Bar(length, fraction)}{behind}";
        return new(line, Math.Min(line.Length, columns));
    }

    private string Left(double fraction)
    {
        var (time, before) = begun;
        return fraction > before && fraction < 1
            ? $", {TimeLeft.Of(Stopwatch.GetElapsedTime(time), (fraction - before) / (1 - before))}"
            : "";
    }

    private string Bar(int length, double fraction)
    {
        var full = (int)Math.Round(fraction * length);
        return hasBlocks ? new string('█', full) + new string('░', length - full) : new string('#', full) + new string('-', length - full);
    }
}
