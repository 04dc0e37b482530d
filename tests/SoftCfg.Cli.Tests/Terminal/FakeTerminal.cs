using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

/// <summary>A terminal that keeps what it shows. It knows the sequences that the tool writes, and refuses all others.</summary>
internal sealed partial class FakeTerminal(int columns, int rows, Encoding? encoding = null) : TextWriter
{
    private readonly List<List<Cell>> lines = [[]];
    private (int Row, int Column) cursor;
    private (string? Front, string? Back) colours;
    private bool wraps = true, showsCursor = true;

    public override Encoding Encoding { get; } = encoding ?? Encoding.UTF8;

    public int Columns { get; private set; } = columns;

    public int Rows { get; private set; } = rows;

    /// <summary>All that was written, as it came.</summary>
    public StringBuilder Written { get; } = new();

    /// <summary>The lines that it shows, and those above its edge, without the empty ones below.</summary>
    public IReadOnlyList<string> Text => lines.Select(TextOf).Reverse().SkipWhile(line => line.Length == 0).Reverse().ToList();

    /// <summary>Whether whoever writes next finds it as it was at first.</summary>
    public bool IsAsFound => wraps && showsCursor && colours == (null, null);

    public LiveArea Area() => new(this, () => (Columns, Rows));

    /// <summary>The colours of a character: those of its upper and of its lower half.</summary>
    public (string? Upper, string? Lower) ColoursAt(int row, int column) => (lines[row][column].Front, lines[row][column].Back);

    /// <summary>Makes it narrower or wider: lines that are too long are wrapped, as most terminals do.</summary>
    public void Resize(int columns, int rows)
    {
        (Columns, Rows) = (columns, rows);
        for (var at = 0; at < lines.Count; at++)
        {
            if (lines[at].Count <= columns)
                continue;
            lines.Insert(at + 1, lines[at][columns..]);
            lines[at] = lines[at][..columns];
            cursor.Row += at < cursor.Row ? 1 : 0;
        }
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        Written.Append(value);
        for (var at = 0; at < value!.Length; at++)
        {
            if (value[at] != '\e')
            {
                Put(value[at]);
                continue;
            }
            var sequence = Sequence().Match(value, at);
            Assert.True(sequence.Success, $"A sequence is not understood: {value[at..].Replace("\e", "ESC")}");
            Do(sequence.Groups[2].Value[0], sequence.Groups[1].Value);
            at += sequence.Length - 1;
        }
    }

    private static string TextOf(List<Cell> line) => string.Concat(line.Select(cell => cell.Character)).TrimEnd();

    private void Put(char character)
    {
        if (character == '\r')
            cursor.Column = 0;
        else if (character == '\n')
            MoveTo(cursor.Row + 1, 0);
        else if (cursor.Column < Columns || wraps)
        {
            if (cursor.Column == Columns)
                MoveTo(cursor.Row + 1, 0);
            var line = lines[cursor.Row];
            while (line.Count <= cursor.Column)
                line.Add(new(' ', null, null));
            line[cursor.Column++] = new(character, colours.Front, colours.Back);
        }
    }

    private void Do(char what, string argument)
    {
        var number = int.TryParse(argument, CultureInfo.InvariantCulture, out var given) ? given : 1;
        // Nobody gets above the edge.
        var top = Math.Max(0, lines.Count - Rows);
        switch (what, argument)
        {
            case ('A', _): cursor.Row = Math.Max(top, cursor.Row - number); break;
            case ('B', _): cursor.Row = Math.Min(lines.Count - 1, cursor.Row + number); break;
            case ('H', ""): cursor = (top, 0); break;
            case ('J', "" or "2"): Clear(argument == "2" ? top : cursor.Row, argument == "2" ? 0 : cursor.Column); break;
            case ('K', ""): Truncate(lines[cursor.Row], cursor.Column); break;
            case ('h' or 'l', "?7"): wraps = what == 'h'; break;
            case ('h' or 'l', "?25"): showsCursor = what == 'h'; break;
            case ('m', "0"): colours = (null, null); break;
            case ('m', _) when argument.StartsWith("38;2;", StringComparison.Ordinal): colours.Front = argument[5..]; break;
            case ('m', _) when argument.StartsWith("48;2;", StringComparison.Ordinal): colours.Back = argument[5..]; break;
            default: Assert.Fail($"A sequence is not understood: {argument}{what}"); break;
        }
    }

    private void MoveTo(int row, int column)
    {
        while (lines.Count <= row)
            lines.Add([]);
        cursor = (row, column);
    }

    private void Clear(int row, int column)
    {
        Truncate(lines[row], column);
        foreach (var line in lines.Skip(row + 1))
            line.Clear();
    }

    private static void Truncate(List<Cell> line, int column)
    {
        if (column < line.Count)
            line.RemoveRange(column, line.Count - column);
    }

    private sealed record Cell(char Character, string? Front, string? Back);

    [GeneratedRegex(@"\G\e\[([?0-9;]*)([A-Za-z])")]
    private static partial Regex Sequence();
}
