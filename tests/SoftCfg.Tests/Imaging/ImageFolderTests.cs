using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

/// <summary>Which files of a folder are its images, and what is said of the others.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Images_are_known_by_their_endings_in_any_case_and_come_in_ordinal_order()
    {
        Write("b.png", "a.JPG", "C.Png", "d.jpeg", "notes.txt", "sheet.png", ".DS_Store", "noending");
        Assert.Equal(["C.Png", "a.JPG", "b.png", "d.jpeg"], Names());
    }

    [Fact]
    public void Nothing_is_said_of_a_folder_as_sampling_leaves_it()
    {
        Write("000000.png", "000001.png", "preview.png", "sheet.png", "trace.jsonl");
        Assert.Empty(ImageFolder.Open(folder.Path).Remarks);
    }

    [Fact]
    public void Kinds_that_are_mixed_are_counted()
    {
        Write("a.png", "b.jpg", "c.JPEG");
        Remarked("The images of '{0}' are of several kinds, all of which count: 1 PNG and 2 JPEG.");
    }

    [Fact]
    public void Hidden_images_are_passed_over_and_said()
    {
        Write("a.png", "._a.png", ".b.jpg");
        Assert.Equal(["a.png"], Names());
        Remarked("In '{0}', 2 hidden files were passed over: ._a.png, .b.jpg.");
    }

    [Fact]
    public void Pictures_of_other_formats_are_left_out_and_said()
    {
        Write("a.png", "b.webp", "c.GIF", "d.tiff", "e.bmp", ".f.webp");
        Remarked("In '{0}', 4 pictures were left out, because only PNG and JPEG are read: b.webp, c.GIF, d.tiff and 1 more. " +
            "Convert them to have them count.");
    }

    [Fact]
    public void Images_in_folders_within_are_left_out_and_said()
    {
        Directory.CreateDirectory(folder.File("empty"));
        Directory.CreateDirectory(folder.File("two/deep"));
        Directory.CreateDirectory(folder.File("one"));
        Write("a.png", "one/a.png", "two/deep/b.jpg");
        Assert.Equal(["a.png"], Names());
        Remarked("In '{0}', images in the folders within are left out: one/, two/. Only images directly in the folder count.");
    }

    public void Dispose() => folder.Dispose();

    private void Write(params string[] names)
    {
        foreach (var name in names)
            folder.Write(name, "an image"u8);
    }

    private IEnumerable<string?> Names() => ImageFolder.Open(folder.Path).Files.Select(Path.GetFileName);

    private void Remarked(string remark) => Assert.Equal(
        [remark.Replace("{0}", folder.Path, StringComparison.Ordinal)], ImageFolder.Open(folder.Path).Remarks);
}
