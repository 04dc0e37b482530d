using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public sealed class LiveAreaTests : IDisposable
{
    private readonly FakeTerminal terminal = new(40, 10);
    private readonly LiveArea area;

    public LiveAreaTests() => area = terminal.Area();

    [Fact]
    public void Lines_are_drawn_again_where_they_are()
    {
        terminal.Write("before\r\n");
        Draw("one", "two", "three");
        Draw("one", "TWO", "three", "four");
        Assert.Equal(["before", "one", "TWO", "three", "four"], terminal.Text);
        Draw("last");
        Assert.Equal(["before", "last"], terminal.Text);
    }

    [Fact]
    public void A_line_that_stays_as_it_is_is_not_written_again()
    {
        Draw("constant", "one");
        terminal.Written.Clear();
        Draw("constant", "two");
        Assert.Equal(["constant", "two"], terminal.Text);
        Assert.DoesNotContain("constant", terminal.Written.ToString());
    }

    [Fact]
    public void What_is_noted_stands_above_the_lines()
    {
        Draw("bar");
        new Session(TextWriter.Null, terminal, CancellationToken.None) { Live = area }.Note("a remark");
        Draw("bar, a step further");
        Assert.Equal(["softcfg: a remark", "bar, a step further"], terminal.Text);
    }

    [Fact]
    public void Between_two_writes_the_terminal_is_as_it_was_found()
    {
        Draw("one", "two");
        Assert.True(terminal.IsAsFound);
        // What is printed after an end by force begins a line of its own.
        terminal.Write("ended");
        Assert.Equal(["one", "two", "ended"], terminal.Text);
    }

    [Fact]
    public void Lines_that_are_left_stay_and_the_next_ones_come_below()
    {
        Draw("picture");
        area.Leave();
        Draw("bar");
        area.Erase();
        Assert.Equal(["picture"], terminal.Text);
    }

    [Theory]
    [InlineData(20, 10)]
    [InlineData(5, 10)]
    [InlineData(40, 3)]
    [InlineData(7, 2)]
    [InlineData(1, 1)]
    public void A_terminal_that_becomes_smaller_shows_nothing_twice(int columns, int rows)
    {
        Draw("a line that takes thirty columns", "the bar");
        terminal.Resize(columns, rows);
        Draw("small", "the bar");
        Draw("small", "the bar");
        var shown = terminal.Text.Skip(Math.Max(0, terminal.Text.Count - rows)).ToList();
        Assert.True(shown.Count(line => line.StartsWith('s')) <= 1 && shown.Count(line => line.StartsWith('t')) <= 1, string.Join('|', shown));
        Assert.True(terminal.IsAsFound);
    }

    [Fact]
    public void A_terminal_that_becomes_larger_is_drawn_to_as_before()
    {
        terminal.Write("before\r\n");
        Draw("one", "two");
        terminal.Resize(80, 20);
        Draw("one", "three");
        Assert.Equal(["before", "one", "three"], terminal.Text);
    }

    [Fact]
    public void Of_more_lines_than_there_are_rows_the_last_are_drawn()
    {
        Draw([.. Enumerable.Range(0, 20).Select(i => $"line {i}")]);
        Draw([.. Enumerable.Range(0, 20).Select(i => $"line {i}")]);
        Assert.Equal(Enumerable.Range(11, 9).Select(i => $"line {i}"), terminal.Text);
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut()
    {
        Draw(new string('x', 100), "bar");
        Draw(new string('x', 100), "bar");
        Assert.Equal([new string('x', 40), "bar"], terminal.Text);
    }

    public void Dispose() => terminal.Dispose();

    private void Draw(params string[] lines) => area.Draw([.. lines.Select(line => new LiveLine(line, Math.Min(line.Length, area.Room.Columns)))]);
}
