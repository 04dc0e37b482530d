using System.Globalization;
using System.Text;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// The last lines of a terminal, drawn again and again in one place. Between two writes the terminal is as it was found: a process
/// that is ended by force leaves the lines behind, and nothing else. Safe for concurrent use.
/// </summary>
/// <param name="writer">The terminal.</param>
/// <param name="size">Its columns and rows, which may be others every time.</param>
internal sealed class LiveArea(TextWriter writer, Func<(int Columns, int Rows)> size)
{
    // The cursor would run over the lines, and a line that is too long would become two.
    private const string Begin = "\e[?25l\e[?7l", End = "\e[?7h\e[?25h";
    private const string ClearScreen = "\e[2J\e[H", ClearBelow = "\e[J", ClearRight = "\e[K", Down = "\e[B";

    private const string Blocks = "▀█░";

    private readonly Lock gate = new();
    private List<LiveLine> drawn = [];

    /// <summary>Columns and rows that lines can be drawn in.</summary>
    /// <remarks>The last column stays free, since some terminals begin a new line behind it, and the last row has the cursor.</remarks>
    public (int Columns, int Rows) Room
    {
        get
        {
            var (columns, rows) = size();
            return (Math.Max(columns - 1, 1), Math.Max(rows - 1, 1));
        }
    }

    /// <summary>Whether the terminal's encoding has blocks of all kinds.</summary>
    public bool HasBlocks { get; } = writer.Encoding.GetString(writer.Encoding.GetBytes(Blocks)) == Blocks;

    /// <summary>Draws lines in place of those that are there. What has no room is left out, from the top.</summary>
    public void Draw(IReadOnlyList<LiveLine> lines)
    {
        lock (gate)
        {
            var (columns, rows) = Room;
            var shown = lines.Skip(lines.Count - rows).ToList();
            // In a terminal that became smaller lines have been wrapped, or are above its edge: nobody knows where they begin.
            var isLost = drawn.Count > rows || drawn.Any(line => line.Columns > columns);
            var text = new StringBuilder(Begin).Append(isLost ? ClearScreen : Up(drawn.Count));
            var kept = isLost ? [] : drawn;
            for (var i = 0; i < shown.Count; i++)
            {
                if (i < kept.Count && kept[i] == shown[i])
                    text.Append(Down);
                else
                    text.Append(shown[i].Text).Append(ClearRight).Append("\r\n");
            }
            if (shown.Count < kept.Count)
                text.Append(ClearBelow);
            writer.Write(text.Append(End).ToString());
            drawn = shown;
        }
    }

    /// <summary>Removes the lines.</summary>
    public void Erase()
    {
        lock (gate)
        {
            if (drawn.Count > 0)
                writer.Write(Up(drawn.Count) + ClearBelow);
            drawn = [];
        }
    }

    /// <summary>Lets the lines stand as if they had been printed.</summary>
    public void Leave()
    {
        lock (gate)
            drawn = [];
    }

    /// <summary>Writes something above the lines.</summary>
    public void Above(Action write)
    {
        lock (gate)
        {
            var lines = drawn;
            Erase();
            write();
            if (lines.Count > 0)
                Draw(lines);
        }
    }

    private static string Up(int lines) => lines == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[{lines}A\r");
}
