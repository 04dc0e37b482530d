using System.Text.Json;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>What becomes of a command whose output or error lines cannot be written, or nobody reads.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private const string Sample = "softcfg sample --model $MODEL --threads 1 --guidance none --json";

    private readonly TemporaryFolder folder = new();

    public StandardStreamTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "There are bash and /dev/full on Linux.");

    [Theory]
    [InlineData(">/dev/full", "softcfg: standard output cannot be written: No space left on device.")]
    [InlineData(">&-", "softcfg: standard output cannot be written: it is closed.")]
    public void An_output_that_cannot_be_written_ends_a_command_before_the_work(string redirection, string message)
    {
        var result = Tool.Shell(folder, $"{Sample} --count 1000000 {redirection}");
        Assert.Equal((2, message), (result.ExitCode, Assert.Single(result.ErrorLines)));
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_reader_that_leaves_stops_the_work()
    {
        var result = Tool.Shell(folder, $"{Sample} --count 1000000 --batch 1 | true; exit ${{PIPESTATUS[0]}}");
        Assert.Equal(141, result.ExitCode);
        Assert.Equal("softcfg: standard output was closed by its reader.", result.ErrorLines[^1]);
        Assert.Matches(@"^softcfg: stopped; \d+ of 1000000 images are finished, in 'samples'\.$", result.ErrorLines[^2]);
    }

    [Fact]
    public void A_reader_that_leaves_in_the_middle_of_the_output_is_said()
    {
        var result = Tool.Shell(folder, "softcfg inspect $MODEL/generator.safetensors | head -n 1; exit ${PIPESTATUS[0]}");
        // A short output may fit into the pipe before the reader is gone.
        Assert.True(result.ExitCode is 0 or 141, $"{result.ExitCode}");
        Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("0<&- 2>&-")]
    public void Error_lines_that_cannot_be_written_are_lost_and_the_work_goes_on(string redirection)
    {
        var result = Tool.Shell(folder, $"{Sample} --count 1 --strength 0 --guidance softcfg {redirection}".Replace("--guidance none ", ""));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(1, JsonDocument.Parse(result.Output).RootElement.GetProperty("images").GetInt32());
        Assert.Equal(2, Tool.Shell(folder, $"softcfg inspect nothing {redirection}").ExitCode);
    }

    [Fact]
    public void Several_programs_can_write_to_one_file_one_after_another()
    {
        var result = Tool.Shell(folder, "(softcfg inspect nothing; echo between; softcfg inspect nothing) > all 2>&1; cat all");
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((3, "between"), (lines.Length, lines[1]));
        Assert.Equal(lines[0], lines[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Help_is_printed_on_a_terminal_of_few_columns(int columns)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");
        var result = Tool.Shell(folder, $"script -qec \"stty cols {columns}; $SOFTCFG --help\" /dev/null < /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("softcfg info samples/softcfg/000003.png", result.Output);
    }

    [Fact]
    public void Foreign_names_do_not_act_on_a_terminal_where_a_bar_is_drawn()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");
        var name = "a\u001b]0;pwned\u0007[red].safetensors";
        File.Copy(Path.Combine(Tool.Model, "generator.safetensors"), folder.File(name));
        var result = Tool.Shell(folder,
            $"script -qec \"$SOFTCFG convert a*.safetensors out.safetensors --force\" /dev/null < /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("out.safetensors: ", result.Output);
        Assert.DoesNotContain("\u001b]0;", result.Output);
    }

    [Theory]
    [InlineData("", "PASSIVE")]
    [InlineData("OMP_WAIT_POLICY=active", "ACTIVE")]
    public void Threads_of_the_library_wait_asleep_unless_the_environment_says_otherwise(string environment, string policy)
    {
        var result = Tool.Shell(folder, $"export {environment} OMP_DISPLAY_ENV=true; softcfg info");
        Assert.Contains($"OMP_WAIT_POLICY = '{policy}'", result.Error);
    }

    public void Dispose() => folder.Dispose();
}
