namespace SoftCfg.EndToEnd.Tests;

/// <summary>How a run of <c>softcfg</c> ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// The lines of standard error, without those of progress: how many there are depends on the machine.
    /// </summary>
    public IReadOnlyList<string> ErrorLines =>
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.EndsWith(" %)", StringComparison.Ordinal)).ToList();

    /// <summary>Asserts success.</summary>
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>
    /// Asserts that the input was refused as people want it: one line, exit code 2, no stack trace, no output.
    /// </summary>
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
}
