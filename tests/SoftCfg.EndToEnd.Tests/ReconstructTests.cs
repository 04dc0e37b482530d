namespace SoftCfg.EndToEnd.Tests;

public class ReconstructTests
{
    [Fact]
    public void A_folder_is_reconstructed_in_the_order_of_names_with_a_sheet_beside()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("photos"));
        File.WriteAllBytes(folder.File("photos/b.PNG"), PngFile.Smooth(64, 64));
        File.WriteAllBytes(folder.File("photos/a.png"), PngFile.Smooth(100, 70));
        File.WriteAllText(folder.File("photos/notes.txt"), "no image");
        File.WriteAllText(folder.File("photos/sheet.png"), "a sheet of ours is no original");
        var result = Reconstruct(folder, "photos").Succeeded();

        Assert.Equal(["reconstructions/000000.png", "reconstructions/000001.png", "reconstructions/sheet.png"],
            folder.Files.Where(file => file.StartsWith("reconstructions/", StringComparison.Ordinal)));
        Assert.Equal((64, 64), PngFile.Size(folder.Bytes("reconstructions/000000.png")));
        var (width, height) = PngFile.Size(folder.Bytes("reconstructions/sheet.png"));
        Assert.True(width > 2 * 96 && height > 2 * 96, $"{width} x {height}");
        var lines = result.Output.Split('\n');
        Assert.Matches(@"^a\.png +PSNR +\d+\.\d\d dB  SSIM 0\.\d{4}  reconstructions.000000\.png$", lines[0]);
        Assert.Matches(@"^b\.PNG +PSNR +\d+\.\d\d dB  SSIM 0\.\d{4}  reconstructions.000001\.png$", lines[1]);
        Assert.Matches(@"^mean of 2 images +PSNR +\d+\.\d\d dB  SSIM 0\.\d{4}$", lines[2]);
        var text = Tool.Run(folder, "info", "reconstructions/000001.png").Succeeded().Output;
        Assert.Matches(@"(?m)^original +b\.PNG$", text);
        Assert.Matches(@"(?m)^tokenizer\.sha256 +[0-9a-f]{64}$", text);
    }

    private static ToolResult Reconstruct(TemporaryFolder folder, params string[] arguments) =>
        Tool.Run(folder, ["reconstruct", "--model", Tool.Model, "--threads", "1", .. arguments]);
}
