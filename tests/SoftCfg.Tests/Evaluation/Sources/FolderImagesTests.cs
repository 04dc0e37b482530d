using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Evaluation.Sources;

public sealed class FolderImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Images_come_in_the_ordinal_order_of_their_names()
    {
        Plain("b.png", 2);
        Plain("a.PNG", 1);
        Plain("a10.png", 4);
        Plain("B.png", 0);
        Plain("a1.png", 3);
        folder.Write("notes.txt", "no image"u8);
        using var images = new FolderImages(folder.Path);
        Assert.Equal((5, 36), (images.Count, images.ImageBytes));
        var reds = new List<byte>();
        while (images.Next(2) is { } batch)
        {
            reds.AddRange(batch.data<byte>().ToArray().Where((_, i) => i % 36 == 0));
            batch.Dispose();
        }
        Assert.Equal([0, 1, 3, 4, 2], reds);
        Assert.Equal("image 2 (a1.png)", images.NameOf(2));
    }

    [Fact]
    public void The_contact_sheet_of_sampling_is_no_sample()
    {
        Plain("000000.png", 1);
        folder.Write("sheet.png", TestImages.Png(TestImages.Plain(40, 90, 0, 0, 0)));
        using var images = new FolderImages(folder.Path);
        Assert.Equal(1, images.Count);
    }

    [Fact]
    public void An_image_of_another_size_is_named()
    {
        Plain("a.png", 1);
        folder.Write("b.png", TestImages.Png(TestImages.Plain(5, 4, 0, 0, 0)));
        using var images = new FolderImages(folder.Path);
        var error = Assert.Throws<EvaluationFileException>(() => images.Next(8));
        Assert.Equal($"{folder.File("b.png")}: the image has 5 × 4 pixels, but a.png has 3 × 4. All images of an evaluation " +
            "have one size.", error.Message);
    }

    [Fact]
    public void A_damaged_image_is_named()
    {
        Plain("a.png", 1);
        var whole = TestImages.Png(TestImages.Gradient(3, 4));
        folder.Write("b.png", whole.AsSpan(0, whole.Length - 30));
        using var images = new FolderImages(folder.Path);
        var error = Assert.Throws<EvaluationFileException>(() => images.Next(8));
        Assert.StartsWith($"{folder.File("b.png")}: the file ends before the last of its 4 rows", error.Message);
        Assert.Equal(folder.File("b.png"), error.Path);
    }

    [Fact]
    public void Jpeg_files_count_as_png_files_do_and_the_mixture_is_said()
    {
        Plain("a.png", 1);
        folder.Write("b.JPG", TestImages.Jpeg(TestImages.Plain(3, 4, 200, 0, 0)));
        folder.Write("c.jpeg", TestImages.Jpeg(TestImages.Plain(3, 4, 200, 0, 0)));
        using var images = new FolderImages(folder.Path);
        Assert.Equal([$"The images of '{folder.Path}' are of several kinds, all of which count: 1 PNG and 2 JPEG."],
            images.Remarks);
        using var batch = images.Next(8);
        Assert.Equal([3, 4, 3, 3], batch!.shape);
        Assert.InRange(batch[1, 0, 0, 0].item<byte>(), 196, 204);
    }

    [Fact]
    public void What_is_left_out_of_a_set_is_a_warning_of_its_figures_also_from_a_file_of_statistics()
    {
        foreach (var (name, i) in "abcd".Select((name, i) => (name, i)))
            Plain($"{name}.png", (byte)(40 * i));
        folder.Write("._a.png", [1, 2, 3]);
        using var network = new PixelNetwork();
        using var statistics = Evaluator.Measure(folder.Path, network);
        using var files = new TemporaryFolder();
        statistics.Write(files.File("a.stats.safetensors"));
        using var read = Evaluator.Measure(files.File("a.stats.safetensors"), network);
        var remark = $"In '{folder.Path}', 1 hidden file was passed over: ._a.png.";
        Assert.Equal([remark], read.Remarks);
        var result = Evaluator.Compare(read, statistics);
        Assert.Single(result.Warnings, warning => warning == remark);
    }

    [Fact]
    public void A_folder_without_images_is_refused()
    {
        folder.Write("notes.txt", "no image"u8);
        var error = Assert.Throws<EvaluationFileException>(() => new FolderImages(folder.Path));
        Assert.Equal($"{folder.Path}: the folder holds no PNG or JPEG images. Give a folder with images directly in it, " +
            "or an .npz file.", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private void Plain(string name, byte red) => folder.Write(name, TestImages.Png(TestImages.Plain(3, 4, red, 0, 0)));
}
