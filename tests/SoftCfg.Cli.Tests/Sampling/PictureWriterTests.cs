using SoftCfg.Cli.Sampling;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Tests.Sampling;

public class PictureWriterTests
{
    private static readonly RgbImage Picture = new(1, 1, [1, 2, 3]);

    [Fact]
    public void Everything_handed_over_is_written_in_the_end()
    {
        using var folder = new TemporaryFolder();
        using var writer = new PictureWriter();
        for (var i = 0; i < 600; i++)
            writer.Write(folder.File($"{i}.png"), Picture, []);
        writer.Finish();
        Assert.Equal(600, Directory.GetFiles(folder.Path, "*.png").Length);
    }

    [Fact]
    public void A_stop_waits_for_what_was_handed_over()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new PictureWriter())
            writer.Write(folder.File("0.png"), Picture, []);
        Assert.True(File.Exists(folder.File("0.png")));
    }

    [Fact]
    public void A_picture_that_cannot_be_written_is_told()
    {
        using var folder = new TemporaryFolder();
        using var writer = new PictureWriter();
        writer.Write(folder.File("missing/0.png"), Picture, []);
        Assert.Throws<DirectoryNotFoundException>(writer.Finish);
    }
}
