using System.Text;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Tests.Terminal;

/// <summary>Images that are drawn in the terminal as they grow.</summary>
public sealed class PreviewTests : IDisposable
{
    private static readonly Dictionary<string, string> TrueColour = new() { ["COLORTERM"] = "truecolor" };

    private readonly TemporaryFolder folder = new();
    private readonly FakeTerminal terminal = new(140, 50);

    [Fact]
    public void The_pictures_that_stay_are_those_of_the_files()
    {
        Sample(TrueColour, "--count", "2", "--guidance", "cfg").Succeeded();
        var top = terminal.Text.ToList().FindIndex(line => line.StartsWith('▀'));
        // Two images of 64 x 64 pixels.
        Assert.Equal(32, terminal.Text.Count(line => line == new string('▀', 64) + " " + new string('▀', 64)));
        foreach (var (image, left) in new[] { (0, 0), (1, 65) })
        {
            var file = ImageReader.Read(folder.File($"samples/{image:D6}.png"));
            for (var y = 0; y < 64; y += 2)
            {
                for (var x = 0; x < 64; x++)
                    Assert.Equal((Text(file[x, y]), Text(file[x, y + 1])), terminal.ColoursAt(top + y / 2, left + x));
            }
        }
        Assert.True(terminal.IsAsFound);
        // The bar is gone, and what was noted stands above.
        Assert.StartsWith("▀", terminal.Text[^1]);
        Assert.StartsWith("softcfg: CFG: guided = ", terminal.Text[0]);
    }

    [Fact]
    public void The_batch_at_work_takes_the_place_of_the_one_before()
    {
        Sample(TrueColour, "--count", "3", "--batch", "2", "--guidance", "none").Succeeded();
        Assert.Equal(32, terminal.Text.Count(line => line == new string('▀', 64)));
        Assert.DoesNotContain(terminal.Text, line => line.Contains(' ') && line.StartsWith('▀'));
    }

    [Fact]
    public void Images_of_prompts_are_drawn_too()
    {
        Run.On(terminal, TrueColour, folder, "generate", "a", "--model", TinyLumina.Shared, "--threads", "1", "--weights", "float32", "--width", "32",
            "--height", "32", "--preview", "0").Succeeded();
        Assert.Equal(16, terminal.Text.Count(line => line == new string('▀', 32)));
        Assert.True(terminal.IsAsFound);
    }

    [Theory]
    [InlineData("", "the terminal does not say that it has 24-bit colours; if it has, set COLORTERM=truecolor.")]
    [InlineData("COLORTERM=256", "the terminal does not say that it has 24-bit colours; if it has, set COLORTERM=truecolor.")]
    [InlineData("COLORTERM=truecolor NO_COLOR=1", "NO_COLOR is set.")]
    public void Where_colours_cannot_be_shown_that_is_said_once_and_the_bar_is_drawn(string variables, string why)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        Sample(environment, "--count", "1", "--guidance", "none").Succeeded();
        Assert.Equal($"softcfg: --preview draws nothing: {why}", Assert.Single(terminal.Text, line => line.Contains("--preview")));
        Assert.DoesNotContain('▀', terminal.Written.ToString());
        Assert.Contains(" 0 %", terminal.Written.ToString());
    }

    [Fact]
    public void A_terminal_whose_encoding_has_no_blocks_gets_a_bar_of_letters()
    {
        using var old = new FakeTerminal(140, 50, Encoding.Latin1);
        Run.On(old, TrueColour, folder, "sample", "--model", Run.Model, "--threads", "1", "--preview", "--count", "1", "--guidance", "none").Succeeded();
        Assert.Contains("--preview draws nothing: the terminal's encoding has no half blocks; UTF-8 has.", old.Written.ToString());
        Assert.Contains("-----", old.Written.ToString());
        Assert.All(old.Written.ToString(), letter => Assert.InRange(letter, '\0', '\xff'));
    }

    [Theory]
    [InlineData(20, 50)]
    [InlineData(80, 8)]
    public void A_terminal_that_is_too_small_is_told_what_is_needed(int columns, int rows)
    {
        terminal.Resize(columns, rows);
        Sample(TrueColour, "--count", "1", "--guidance", "none").Succeeded();
        Assert.Contains($"--preview draws nothing: a picture needs 21 columns and 9 rows, and the terminal has {columns} and {rows}.",
            terminal.Written.ToString());
    }

    [Theory]
    [InlineData("COLORTERM", "24bit")]
    [InlineData("TERM", "xterm-kitty")]
    [InlineData("TERM", "xterm-direct")]
    [InlineData("WT_SESSION", "1")]
    public void Terminals_of_24_bit_colours_are_known(string variable, string value)
    {
        var session = new Session(TextWriter.Null, terminal, CancellationToken.None)
        {
            Live = terminal.Area(),
            Environment = name => name == variable ? value : null,
        };
        Assert.Null(PictureTerminal.Refusal(session));
    }

    [Fact]
    public void Without_a_terminal_nothing_is_drawn_and_that_is_said()
    {
        var run = Run.InWith(TrueColour, folder, "sample", "--model", Run.Model, "--threads", "1", "--preview", "--count", "1", "--guidance", "none")
            .Succeeded();
        Assert.Equal("softcfg: --preview draws nothing: standard error is no terminal in which lines can be drawn again.",
            Assert.Single(run.ErrorLines, line => line.Contains("--preview")));
        Assert.DoesNotContain('\e', run.Error);
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_terminal_as_it_was()
    {
        // The second kind of guidance cannot write its images.
        Directory.CreateDirectory(folder.File("samples/cfg/000000.png"));
        var run = Sample(TrueColour, "--count", "1", "--compare", "none,cfg");
        Assert.Equal(2, run.ExitCode);
        Assert.True(terminal.IsAsFound);
        Assert.StartsWith("softcfg: ", terminal.Text[^1]);
        Assert.Contains(terminal.Text, line => line.StartsWith('▀'));
    }

    public void Dispose()
    {
        terminal.Dispose();
        folder.Dispose();
    }

    private static string Text((byte Red, byte Green, byte Blue) colour) => $"{colour.Red};{colour.Green};{colour.Blue}";

    private Run Sample(Dictionary<string, string> environment, params string[] arguments) =>
        Run.On(terminal, environment, folder, ["sample", "--model", Run.Model, "--threads", "1", "--preview", .. arguments]);
}
