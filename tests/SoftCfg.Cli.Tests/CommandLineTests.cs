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
}
