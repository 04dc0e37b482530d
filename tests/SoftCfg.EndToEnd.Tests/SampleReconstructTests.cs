namespace SoftCfg.EndToEnd.Tests;

public class SampleReconstructTests
{
    [Fact]
    public void Keeping_everything_gives_what_the_tokenizer_alone_gives()
    {
        using var folder = Originals("--count", "3");
        Tool.Sample(folder, "--reconstruct", "originals", "--keep", "1", "--guidance", "softcfg").Succeeded();
        Tool.Run(folder, "reconstruct", "originals", "--model", Tool.Model, "--threads", "1").Succeeded();
        Assert.Equal(["samples/000000.png", "samples/000001.png", "samples/000002.png", "samples/sheet.png"],
            folder.Files.Where(file => file.StartsWith("samples/", StringComparison.Ordinal)));
        for (var i = 0; i < 3; i++)
            Assert.Equal(Pixels(folder, $"reconstructions/00000{i}.png"), Pixels(folder, $"samples/00000{i}.png"));
    }

    /// <summary>A folder with images of the tiny model in "originals".</summary>
    private static TemporaryFolder Originals(params string[] arguments)
    {
        var folder = new TemporaryFolder();
        Tool.Sample(folder, ["--guidance", "none", "--output", "originals", .. arguments]).Succeeded();
        return folder;
    }

    private static string Pixels(TemporaryFolder folder, string file) => PngFile.Pixels(folder.Bytes(file));
}
