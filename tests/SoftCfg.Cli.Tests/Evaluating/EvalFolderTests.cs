using System.Text.Json;

namespace SoftCfg.Cli.Tests.Evaluating;

/// <summary>Folders of images as people have them, and what is said of what does not count.</summary>
public sealed class EvalFolderTests : IDisposable
{
    private static readonly string Mixed = Found.File("pictures/mixjpg");

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Jpeg_files_beside_png_files_count_and_both_are_said()
    {
        var result = Eval(Mixed, "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(16, json.RootElement.GetProperty("sample_images").GetInt32());
        Assert.Contains($"softcfg: The images of '{Mixed}' are of several kinds, all of which count: 8 PNG and 8 JPEG.",
            Eval(Mixed).ErrorLines);
    }

    [Fact]
    public void Hidden_files_other_formats_and_folders_within_are_left_out_and_said()
    {
        CopyPngFiles("images");
        Directory.CreateDirectory(folder.File("images/more"));
        foreach (var name in new[] { "._000000.png", "a.webp", "more/b.png" })
            File.WriteAllText(folder.File($"images/{name}"), "no image");
        var lines = Eval("images").ErrorLines;
        Assert.Contains("softcfg: In 'images', 1 hidden file was passed over: ._000000.png.", lines);
        Assert.Contains("softcfg: In 'images', 1 picture was left out, because only PNG and JPEG are read: a.webp. Convert " +
            "them to have them count.", lines);
        Assert.Contains("softcfg: In 'images', images in the folders within are left out: more/. Only images directly in the " +
            "folder count.", lines);
    }

    [Fact]
    public void Reconstruction_takes_the_same_files_and_says_the_same()
    {
        CopyPngFiles("images");
        File.WriteAllText(folder.File("images/._a.png"), "no image");
        var result = Run.In(folder, "reconstruct", "images", "--threads", "1").Succeeded();
        Assert.Contains("mean of 8 images", result.Output);
        Assert.Contains("softcfg: In 'images', 1 hidden file was passed over: ._a.png.", result.ErrorLines);
    }

    [Fact]
    public void The_word_fashion_stands_for_samples_too()
    {
        var lines = Eval("fashion").Output.Split('\n');
        Assert.Equal(["Precision: 1.0", "Recall: 1.0"], lines[2..4]);
    }

    public void Dispose() => folder.Dispose();

    private Run Eval(string samples, params string[] options) =>
        Run.In(folder, ["eval", "fashion", samples, "--features", "fashion", "--threads", "1", .. options]).Succeeded();

    private void CopyPngFiles(string name)
    {
        Directory.CreateDirectory(folder.File(name));
        foreach (var file in Directory.EnumerateFiles(Mixed, "*.png"))
            File.Copy(file, Path.Combine(folder.File(name), Path.GetFileName(file)));
    }
}
