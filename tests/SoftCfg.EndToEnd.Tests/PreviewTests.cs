namespace SoftCfg.EndToEnd.Tests;

/// <summary>Images that grow in a real terminal.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PreviewTests() => Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");

    [Fact]
    public void Images_are_drawn_above_the_bar_and_stay()
    {
        var result = InTerminal("$SOFTCFG sample --model $MODEL --threads 1 --preview --count 2 --guidance cfg");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\e[38;2;", result.Output);
        Assert.Contains('▀', result.Output);
        AssertTidy(result.Output);
    }

    [Fact]
    public void Images_grow_until_Ctrl_C_which_leaves_the_terminal_as_it_was()
    {
        var result = InTerminal("env --default-signal=INT $SOFTCFG sample --model $MODEL --threads 1 --preview --count 1000000 --batch 2 --guidance cfg & " +
            "while [ ! -e samples/000099.png ]; do sleep 0.05; done; kill -INT $!; wait $!");
        Assert.Equal(130, result.ExitCode);
        // What is not there yet is grey.
        Assert.Contains("\e[38;2;128;128;128m", result.Output);
        AssertTidy(result.Output);
        Assert.Matches(@"softcfg: stopped; \d+ of 1000000 images are finished, in 'samples'\.\s*$", result.Output);
    }

    public void Dispose() => folder.Dispose();

    private ToolResult InTerminal(string commands)
    {
        File.WriteAllText(folder.File("commands"), $"stty cols 140 rows 50; export COLORTERM=truecolor TERM=xterm-256color; {commands}");
        return Tool.Shell(folder, "script -qec 'bash commands' /dev/null < /dev/null");
    }

    /// <summary>What was hidden or switched off is shown and on again, and colours are the terminal's.</summary>
    private static void AssertTidy(string output)
    {
        foreach (var (off, on) in new[] { ("\e[?25l", "\e[?25h"), ("\e[?7l", "\e[?7h") })
            Assert.True(output.LastIndexOf(on, StringComparison.Ordinal) > output.LastIndexOf(off, StringComparison.Ordinal));
        Assert.True(output.LastIndexOf("\e[0m", StringComparison.Ordinal) > output.LastIndexOf(";2;", StringComparison.Ordinal));
    }
}
