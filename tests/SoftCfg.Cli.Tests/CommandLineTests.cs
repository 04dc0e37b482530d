using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("sample")]
    [InlineData("sample --count 1")]
    [InlineData("generate fox")]
    [InlineData("reconstruct image.png")]
    [InlineData("eval a.npz b.npz")]
    [InlineData("sweep fashion")]
    [InlineData("bench --json")]
    [InlineData("convert a.pt b.safetensors")]
    [InlineData("info")]
    public void Libtorch_is_loaded_ahead_for_what_computes(string words) => Assert.True(CommandLine.Computes(words.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("sample --help")]
    [InlineData("sample -h")]
    [InlineData("info image.png")]
    [InlineData("inspect a.pt")]
    [InlineData("presets")]
    [InlineData("plot trace.jsonl")]
    [InlineData("smaple")]
    public void It_is_not_for_anything_else(string words) =>
        Assert.False(CommandLine.Computes(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Commands_are_known_by_their_own_names() =>
        Assert.Equal(CommandLine.Commands.Select(command => command.Name), NamesOf(CommandLine.Create(Session())));

    [Fact]
    public void Only_the_command_that_was_asked_for_is_made() => Assert.Equal(["sample"], NamesOf(CommandLine.Create(Session(), "sample")));

    [Theory]
    [InlineData("smaple")]
    [InlineData("Sample")]
    [InlineData("--help")]
    [InlineData("[suggest:9]")]
    public void Any_other_word_makes_all_commands(string word) =>
        Assert.Equal(CommandLine.Commands.Length, CommandLine.Create(Session(), word).Subcommands.Count);

    private static IEnumerable<string> NamesOf(ToolCommand tool) => tool.Subcommands.Select(command => command.Name);

    private static Session Session() => new(TextWriter.Null, TextWriter.Null, CancellationToken.None);
}
