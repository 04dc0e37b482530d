using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public class HelpTests
{
    public static TheoryData<int> Widths() => new(Enumerable.Range(0, 12).Append(39).Append(80).Append(500));

    [Theory]
    [MemberData(nameof(Widths))]
    public async Task Help_is_printed_at_every_width_and_ends(int width)
    {
        foreach (var command in new[] { "sample", "eval", "sweep", "info", "bench" })
        {
            var output = new StringWriter();
            var session = new Session(output, TextWriter.Null, CancellationToken.None) { Width = width };
            var run = Task.Run(() => CommandLine.Run([command, "--help"], session));
            // Nobody can stop a layout that never ends; the test can.
            Assert.Equal(0, await run.WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains("Examples:", output.ToString());
        }
    }

    [Fact]
    public void Help_says_the_rule_for_threads_in_every_command_that_computes()
    {
        foreach (var command in new[] { "sample", "eval", "sweep", "reconstruct", "bench" })
            Assert.Matches(@"(?s)--threads.*Default:\s+OMP_NUM_THREADS,\s+else\s+one\s+per\s+processor", Run.Of(command, "--help").Output);
    }
}
