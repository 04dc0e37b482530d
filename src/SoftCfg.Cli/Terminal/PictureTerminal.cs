namespace SoftCfg.Cli.Terminal;

/// <summary>Whether pictures can be drawn in the terminal of a session.</summary>
internal static class PictureTerminal
{
    private const int LeastColumns = 20, LeastRows = 8;

    // Terminals that have 24-bit colours, and whose COLORTERM gets lost on the way to another machine.
    private static readonly string[] Known = ["-direct", "-kitty", "-ghostty", "alacritty", "foot", "wezterm"];

    /// <summary>Why not, as the end of a sentence; null if they can.</summary>
    public static string? Refusal(Session session)
    {
        if (session.Live is not { } area)
            return "standard error is no terminal in which lines can be drawn again";
        if (!string.IsNullOrEmpty(session.Environment("NO_COLOR")))
            return "NO_COLOR is set";
        if (!HasTrueColour(session.Environment))
            return "the terminal does not say that it has 24-bit colours; if it has, set COLORTERM=truecolor";
        if (!area.HasBlocks)
            return "the terminal's encoding has no half blocks; UTF-8 has";
        var (columns, rows) = area.Room;
        return columns < LeastColumns || rows < LeastRows
            ? $"a picture needs {LeastColumns + 1} columns and {LeastRows + 1} rows, and the terminal has {columns + 1} and {rows + 1}"
            : null;
    }

    private static bool HasTrueColour(Func<string, string?> environment) =>
        environment("COLORTERM") is "truecolor" or "24bit"
        || environment("WT_SESSION") is { Length: > 0 }
        || (environment("TERM") is { } kind && Known.Any(known => kind.Contains(known, StringComparison.Ordinal)));
}
