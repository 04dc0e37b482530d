namespace SoftCfg.EndToEnd.Tests;

public class EmbeddedModelTests
{
    [Fact]
    public void Sample_without_arguments_compares_the_three_kinds_on_ten_classes()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sample").Succeeded();

        string[] kinds = ["cfg", "none", "softcfg"];
        var expected = kinds.SelectMany(kind => Enumerable.Range(0, 40).Select(i => $"samples/{kind}/{i:D6}.png"))
            .Append("samples/sheet.png").Order(StringComparer.Ordinal);
        Assert.Equal(expected, folder.Files);
        // Ten rows of three times four images.
        var (width, height) = PngFile.Size(folder.Bytes("samples/sheet.png"));
        Assert.True(width > 12 * 96 && height > 10 * 96, $"{width} x {height}");
    }
}
