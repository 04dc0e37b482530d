using System.Text.Json;

namespace SoftCfg.Cli.Tests;

public class ThreadChoiceTests
{
    private static readonly int Processors = Environment.ProcessorCount;

    [Fact]
    public void The_option_wins_over_the_variable_and_that_over_the_processors()
    {
        Assert.Equal((3, "--threads"), Of("5", 3));
        Assert.Equal((5, "OMP_NUM_THREADS"), Of("5"));
        Assert.Equal((Processors, "one per processor"), Of(null));
    }

    [Theory]
    [InlineData("4,2", 4)]
    [InlineData(" 7 ", 7)]
    [InlineData("1024", 1024)]
    public void The_variable_is_read_as_OpenMP_reads_it(string text, int threads) => Assert.Equal(threads, Of(text).Count);

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1025")]
    [InlineData("99999999999")]
    [InlineData("4.5")]
    [InlineData(",2")]
    public void A_variable_that_says_no_number_is_ignored_and_that_is_said(string text)
    {
        var info = Run.With(new() { ["OMP_NUM_THREADS"] = text }, "info").Succeeded();
        Assert.Contains($" {Processors} threads (one per processor)", info.Output);
        Assert.Equal($"softcfg: OMP_NUM_THREADS is '{text}', which is no number of threads from 1 to 1024; it is ignored.\n", info.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_variable_is_none(string text) => Assert.Equal(Processors, Of(text).Count);

    [Fact]
    public void Info_and_sample_agree()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = new() { ["OMP_NUM_THREADS"] = "1" };
        Assert.Contains(" 1 threads (OMP_NUM_THREADS)", Run.With(environment, "info").Succeeded().Output);
        var sampled = Run.With(environment, "sample", "--model", Run.Model, "--guidance", "none", "--count", "1", "--json",
            "--output", folder.File("o")).Succeeded();
        Assert.Equal(1, JsonDocument.Parse(sampled.Output).RootElement.GetProperty("threads").GetInt32());
    }

    private static (int Count, string Reason) Of(string? variable, int? option = null)
    {
        var session = new SoftCfg.Cli.Terminal.Session(TextWriter.Null, TextWriter.Null, CancellationToken.None)
        {
            Environment = name => name == ThreadChoice.Variable ? variable : null,
        };
        var choice = ThreadChoice.Make(option, session);
        return (choice.Count, choice.Reason);
    }
}
