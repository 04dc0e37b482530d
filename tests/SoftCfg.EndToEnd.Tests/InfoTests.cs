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

    [Fact]
    public void Info_refuses_files_that_say_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.txt"), "no image");
        Tool.Run(folder, "info", "notes.txt").Refused("'notes.txt', byte 0: not a PNG file");
        Tool.Run(folder, "info", "missing.png").Refused("missing.png");
        Tool.Run(folder, "info", ".").Refused("this is a folder, expected an image file.");
    }

    [Theory]
    [InlineData("text.png", "byte 33: the compressed text cannot be unpacked, because it needs a preset dictionary")]
    [InlineData("fdict.png", "byte 33: the compressed text cannot be unpacked, because it needs a preset dictionary")]
    [InlineData("trunc.png", "byte 33: the compressed text cannot be unpacked, because it ends early or fails its checksum")]
    public void Info_refuses_damaged_text(string file, string message)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "info", Found.File($"pictures/{file}")).Refused(message);
    }

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
    public void Help_of_sample_gives_every_option_its_default_and_shows_examples()
    {
        using var folder = new TemporaryFolder();
        var help = Tool.Run(folder, "sample", "--help").Succeeded().Output;
        string[] valued =
        [
            "--model", "--classes", "--count", "--seed", "--batch", "--compare", "--scale", "--power", "--strength",
            "--step-norm", "--confidence", "--alignment", "--temperature", "--top-k", "--top-p", "--dtype", "--device",
            "--threads", "--output",
        ];
        // An option's text may wrap, so it reaches to the next option.
        var texts = Regex.Split(help, @"\n  (?=-)");
        foreach (var option in valued)
        {
            // Names of other tools may stand in front of an option's own.
            var text = Assert.Single(texts, text => Regex.IsMatch(text, $@"^(--\w+, )?{option}(,| )"));
            Assert.Contains("Default:", text);
        }
        Assert.Contains("  softcfg sample --classes sneaker,bag --compare cfg,softcfg", help);
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
