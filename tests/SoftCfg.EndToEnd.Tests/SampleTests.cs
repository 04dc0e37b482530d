namespace SoftCfg.EndToEnd.Tests;

public class SampleTests
{
    [Fact]
    public void Every_kind_of_guidance_gets_its_folder_and_the_sheet_shows_them_together()
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Sample(folder, "--classes", "0,1", "--count", "2").Succeeded();
        Assert.Equal(
        [
            "samples/cfg/000000.png", "samples/cfg/000001.png", "samples/none/000000.png", "samples/none/000001.png",
            "samples/sheet.png", "samples/softcfg/000000.png", "samples/softcfg/000001.png",
        ], folder.Files);
        Assert.Equal((64, 64), PngFile.Size(folder.Bytes("samples/cfg/000000.png")));
        // Three columns and two rows of images of 96 pixels or more, and labels beside them.
        var (width, height) = PngFile.Size(folder.Bytes("samples/sheet.png"));
        Assert.True(width > 3 * 96 && height > 2 * 96, $"{width} x {height}");
        Assert.StartsWith("6 images (no guidance, CFG, SoftCFG) in ", result.Output);
        Assert.Contains(" tokens/s", result.Output);
        Assert.Contains(Path.Combine("samples", "sheet.png"), result.Output);
    }

    [Fact]
    public void The_same_command_gives_the_same_files()
    {
        using var folder = new TemporaryFolder();
        foreach (var run in new[] { "first", "second" })
            Tool.Sample(folder, "--guidance", "softcfg", "--count", "3", "--seed", "5", "--output", run).Succeeded();
        var names = folder.Files.Where(name => name.StartsWith("first", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, names.Count);
        Assert.All(names, name => Assert.Equal(folder.Bytes(name), folder.Bytes(name.Replace("first", "second"))));
    }
}
