using System.Text.RegularExpressions;

namespace SoftCfg.EndToEnd.Tests;

public class InfoTests
{
    [Theory]
    [InlineData(@"^SoftCfg +\d+\.\d+\.\d+")]
    [InlineData(@"^TorchSharp +\d+\.\d+\.\d+")]
    [InlineData(@"^libtorch +\d+\.\d+\.\d+")]
    [InlineData(@"^\.NET +\d+\.\d+\.\d+")]
    [InlineData(@"^cpu +\d+ processors, \d+ threads")]
    [InlineData(@"^cuda +(not available|\d+ devices)")]
    [InlineData(@"^native library +(adapted|as it came)")]
    public void Info_prints_what_the_installation_consists_of(string line) =>
        Assert.Contains(Installation.Value, found => Regex.IsMatch(found, line));

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public void Help_lists_the_commands(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run(folder, arguments).Succeeded();
        foreach (var command in new[] { "sample", "reconstruct", "eval", "sweep", "plot", "info", "inspect", "convert" })
            Assert.Contains($"  {command} ", result.Output);
        Assert.Contains("softcfg [command] [options]", result.Output);
    }

    [Fact]
    public void Version_is_one_line()
    {
        using var folder = new TemporaryFolder();
        Assert.Matches(@"^\d+\.\d+\.\d+\S*$", Tool.Run(folder, "--version").Succeeded().Output.Trim());
    }

    private static readonly Lazy<string[]> Installation = new(() =>
    {
        using var folder = new TemporaryFolder();
        return Tool.Run(folder, "info").Succeeded().Output.Split('\n');
    });
}
