namespace SoftCfg.Options;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class Suggestion
{
    /// <summary>The known name nearest to a mistyped one, as the end of a sentence.</summary>
    /// <param name="mistyped">What was typed.</param>
    /// <param name="known">What could have been meant.</param>
    /// <returns>"; did you mean 'NAME'?", or "." if nothing is near.</returns>
    public static string For(string mistyped, IEnumerable<string> known) =>
        Nearest(mistyped, known) is [var nearest, ..] ? $"; did you mean '{nearest}'?" : ".";

    /// <summary>The known names near a mistyped one: at most a third of its letters differ.</summary>
    /// <param name="mistyped">What was typed.</param>
    /// <param name="known">What could have been meant.</param>
    /// <returns>The names from the nearest on; none if nothing is near.</returns>
    public static IReadOnlyList<string> Nearest(string mistyped, IEnumerable<string> known)
    {
        var typed = mistyped.ToLowerInvariant();
        var farthest = Math.Max(1, typed.Length / 3);
        return known
            .Where(name => Math.Abs(name.Length - typed.Length) <= farthest)
            .Select(name => (Name: name, Distance: Distance(typed, name.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .ToList();
    }

    /// <summary>Levenshtein distance: how many letters to insert, delete or replace.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
