using System.Text.RegularExpressions;

namespace SoftCfg.Cli.Tests.Files;

public class InfoTests
{
    [Fact]
    public void Info_refuses_files_that_say_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.txt"), "no image");
        Run.In(folder, "info", "notes.txt").Refused("'notes.txt', byte 0: not a PNG file");
        Run.In(folder, "info", "missing.png").Refused("missing.png");
        Run.In(folder, "info", ".").Refused("this is a folder, expected an image file.");
    }

    [Theory]
    [InlineData("text.png", "byte 33: the compressed text cannot be unpacked, because it needs a preset dictionary")]
    [InlineData("fdict.png", "byte 33: the compressed text cannot be unpacked, because it needs a preset dictionary")]
    [InlineData("trunc.png", "byte 33: the compressed text cannot be unpacked, because it ends early or fails its checksum")]
    public void Info_refuses_damaged_text(string file, string message)
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "info", Found.File($"pictures/{file}")).Refused(message);
    }

    [Fact]
    public void Help_of_sample_gives_every_option_its_default_and_shows_examples()
    {
        using var folder = new TemporaryFolder();
        var help = Run.In(folder, "sample", "--help").Succeeded().Output;
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
            // Names of other tools stand behind an option's own.
            var text = Assert.Single(texts, text => Regex.IsMatch(text, $"^{option}(,| )"));
            Assert.Contains("Default:", text);
        }
        Assert.Contains("  softcfg sample --classes sneaker,bag --compare cfg,softcfg", help);
    }
}
