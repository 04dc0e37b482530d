using SoftCfg.Cli.Terminal;
using SoftCfg.Cli.Tests.Terminal;

namespace SoftCfg.Cli.Tests;

/// <summary>A command line that was run in this process.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it said.</param>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>The tiny model of these tests.</summary>
    public static string Model { get; } = Path.Combine(AppContext.BaseDirectory, "model");

    /// <summary>The lines of standard error, without those of progress: how many there are depends on the machine.</summary>
    public IReadOnlyList<string> ErrorLines =>
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.EndsWith(" %)", StringComparison.Ordinal)).ToList();

    public static string Checkpoint(string name) => Path.Combine(AppContext.BaseDirectory, "checkpoints", name);

    /// <summary>Runs a command line.</summary>
    public static Run Of(params string[] arguments) => With([], arguments);

    /// <summary>Runs a command line under variables of the environment.</summary>
    public static Run With(Dictionary<string, string> environment, params string[] arguments) => With(environment, null, arguments);

    /// <summary>Runs a command line whose standard error is a terminal.</summary>
    public static Run On(FakeTerminal terminal, Dictionary<string, string> environment, TemporaryFolder folder, params string[] arguments) =>
        In(folder, () => With(environment, terminal, arguments));

    /// <summary>Runs a command line in a folder, as if typed there.</summary>
    public static Run In(TemporaryFolder folder, params string[] arguments) => InWith([], folder, arguments);

    /// <summary>Runs a command line in a folder under variables of the environment.</summary>
    public static Run InWith(Dictionary<string, string> environment, TemporaryFolder folder, params string[] arguments) =>
        In(folder, () => With(environment, arguments));

    /// <summary>Samples from the tiny model in a folder.</summary>
    public static Run Sample(TemporaryFolder folder, params string[] arguments) =>
        In(folder, ["sample", "--model", Model, "--threads", "1", .. arguments]);

    /// <summary>Asserts success.</summary>
    public Run Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>Asserts that the input was refused as people want it: one line, exit code 2, no stack trace, no output.</summary>
    public void Refused(string message)
    {
        Assert.Contains(message, Error);
        // What is found while sampling comes behind the formulas of what was asked for.
        var lines = ErrorLines.Where(line => !line.Contains("guided = ") && !line.Contains(" sees values "));
        Assert.StartsWith("softcfg: ", Assert.Single(lines));
        Assert.DoesNotContain("   at ", Error);
        Assert.Empty(Output);
        Assert.Equal(2, ExitCode);
    }

    private static Run With(Dictionary<string, string> environment, FakeTerminal? terminal, string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var session = new Session(output, terminal ?? (TextWriter)error, CancellationToken.None)
        {
            Environment = name => environment.GetValueOrDefault(name),
            Live = terminal?.Area(),
        };
        return new(CommandLine.Run(arguments, session), output.ToString(), error.ToString());
    }

    private static Run In(TemporaryFolder folder, Func<Run> run)
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            return run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
