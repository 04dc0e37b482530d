using System.Text.Json;

namespace SoftCfg.Cli.Tests.Reconstruction;

public class SampleReconstructTests
{
    [Fact]
    public void Keeping_nothing_gives_what_is_sampled_without_originals()
    {
        using var folder = Originals("--count", "3");
        string[] sampling = ["--guidance", "softcfg", "--seed", "5"];
        Run.Sample(folder, [.. sampling, "--reconstruct", "originals", "--keep", "0"]).Succeeded();
        Run.Sample(folder, [.. sampling, "--classes", "Ant,Bee,Cat", "--count", "3", "--output", "plain"]).Succeeded();
        for (var i = 0; i < 3; i++)
            Assert.Equal(Pixels(folder, $"plain/00000{i}.png"), Pixels(folder, $"samples/00000{i}.png"));
    }

    [Fact]
    public void Classes_come_from_the_originals_and_are_told_with_them()
    {
        using var folder = Originals("--classes", "Fox,Bee", "--count", "2");
        var result = Run.Sample(folder, "--reconstruct", "originals", "--keep", "0.25", "--compare", "cfg,softcfg",
            "--count", "3", "--json", "--trace", "trace.jsonl").Succeeded();
        // The third image begins again with the first original.
        Assert.Equal(["Fox", "Bee", "Fox"], Facts(folder, 3, "class.name"));
        Assert.Equal(["000000.png", "000001.png", "000000.png"], Facts(folder, 3, "original"));
        Assert.Equal(["0.25", "0.25", "0.25"], Facts(folder, 3, "original.keep"));
        Assert.NotEqual(Pixels(folder, "samples/cfg/000000.png"), Pixels(folder, "samples/cfg/000002.png"));
        using var summary = JsonDocument.Parse(result.Output);
        Assert.Equal(0.25, summary.RootElement.GetProperty("keep").GetDouble());
        Assert.Equal("originals", summary.RootElement.GetProperty("reconstruct").GetString());
        var kept = File.ReadLines(folder.File("trace.jsonl")).Skip(1).Select(line => JsonDocument.Parse(line).RootElement)
            .SelectMany(image => image.GetProperty("kept").EnumerateArray()).Select(token => token.GetBoolean()).ToList();
        Assert.Equal(6 * 16, kept.Count);
        Assert.Contains(true, kept);
        Assert.Contains(false, kept);
    }

    [Fact]
    public void Classes_that_are_given_go_round_on_their_own()
    {
        using var folder = Originals("--count", "2");
        Run.Sample(folder, "--reconstruct", "originals", "--keep", "0.5", "--compare", "cfg,softcfg", "--classes", "Jay,Hen,Elk",
            "--count", "6").Succeeded();
        Assert.Equal(["Jay", "Hen", "Elk", "Jay", "Hen", "Elk"], Facts(folder, 6, "class.name"));
        Assert.Equal(["000000.png", "000001.png", "000000.png", "000001.png", "000000.png", "000001.png"],
            Facts(folder, 6, "original"));
    }

    [Fact]
    public void The_sheet_begins_with_the_originals()
    {
        using var folder = Originals("--count", "2");
        string[] sampling = ["--guidance", "cfg", "--classes", "Ant,Bee", "--count", "2"];
        Run.Sample(folder, [.. sampling, "--output", "without"]).Succeeded();
        Run.Sample(folder, [.. sampling, "--reconstruct", "originals", "--keep", "0.5", "--output", "with"]).Succeeded();
        var (without, with) = (PngFile.Size(folder.Bytes("without/sheet.png")), PngFile.Size(folder.Bytes("with/sheet.png")));
        Assert.True(with.Width >= without.Width, $"{with} and {without}");
        Assert.NotEqual(without, with);
    }

    [Fact]
    public void An_image_of_another_size_is_cropped_and_resized()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("photo.png"), PngFile.Smooth(200, 150));
        Run.Sample(folder, "--reconstruct", "photo.png", "--keep", "0.5", "--guidance", "cfg", "--classes", "Fox").Succeeded();
        Assert.Equal(["photo.png", "samples/000000.png", "samples/sheet.png"], folder.Files);
        Assert.Equal((64, 64), PngFile.Size(folder.Bytes("samples/000000.png")));
    }

    [Theory]
    [InlineData("--keep 2 --reconstruct photo.png", "--keep is '2'; it must be a number from 0 to 1.")]
    [InlineData("--keep nan --reconstruct photo.png", "--keep is 'nan'; it must be a number from 0 to 1.")]
    [InlineData("--keep 0.5", "--keep says how much of originals is kept, but there are none. Give --reconstruct as well.")]
    [InlineData("--reconstruct photo.png", "--reconstruct needs --keep, the probability that a token of an original is kept")]
    [InlineData("--reconstruct nowhere --keep 0.5", "--reconstruct: there is no file or folder 'nowhere'.")]
    [InlineData("--reconstruct none --keep 0.5", "--reconstruct: the folder 'none' holds no images (.png, .jpg, .jpeg).")]
    [InlineData("--reconstruct photo.png --keep 0.5", "'photo.png' does not say its class, as images of 'softcfg sample' do. Give")]
    [InlineData("--reconstruct text.jpg --keep 0.5", "'text.jpg' does not say its class, as images of 'softcfg sample' do. Give")]
    [InlineData("--reconstruct text.jpg --keep 0.5 --classes Fox", "'text.jpg': not a PNG or JPEG file")]
    [InlineData("--reconstruct huge.png --keep 0.5 --classes Fox", "'huge.png': the image has 60000 × 60000 pixels, more than")]
    [InlineData("--reconstruct cut.png --keep 0.5 --classes Fox", "'cut.png': the file ends before the last of its 99 rows")]
    [InlineData("--reconstruct 000000.png --keep 0.5 --classes Fox --guidance cfg --output .",
        "--output: '000000.png' would be replaced, which is one of the originals. Give another folder.")]
    public void What_cannot_be_reconstructed_is_refused(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("none"));
        File.WriteAllBytes(folder.File("photo.png"), PngFile.Smooth(64, 64));
        File.WriteAllBytes(folder.File("000000.png"), PngFile.Smooth(64, 64));
        File.WriteAllBytes(folder.File("huge.png"), PngFile.Huge(60_000, 60_000));
        File.WriteAllBytes(folder.File("cut.png"), PngFile.Smooth(99, 99)[..^100]);
        File.WriteAllText(folder.File("text.jpg"), "no image");
        Run.Sample(folder, arguments.Split(' ')).Refused(message);
        Assert.Equal(["000000.png", "cut.png", "huge.png", "photo.png", "text.jpg"], folder.Files);
    }

    [Fact]
    public void The_class_of_another_model_is_not_taken_for_one_of_this()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--guidance", "none", "--classes", "bag", "--count", "1", "--threads", "1",
            "--output", "fashion").Succeeded();
        Run.Sample(folder, "--reconstruct", "fashion", "--keep", "0.5")
            .Refused("says its class is 8 (bag), which is no class of tiny. Give --classes.");
        Run.Sample(folder, "--reconstruct", "fashion", "--keep", "0.5", "--classes", "Fox").Succeeded();
    }

    /// <summary>A folder with images of the tiny model in "originals".</summary>
    private static TemporaryFolder Originals(params string[] arguments)
    {
        var folder = new TemporaryFolder();
        Run.Sample(folder, ["--guidance", "none", "--output", "originals", .. arguments]).Succeeded();
        return folder;
    }

    private static string Pixels(TemporaryFolder folder, string file) => PngFile.Pixels(folder.Bytes(file));

    /// <summary>What images of SoftCFG say under a keyword.</summary>
    private static List<string> Facts(TemporaryFolder folder, int count, string keyword)
    {
        string Fact(int image)
        {
            var lines = Run.In(folder, "info", $"samples/softcfg/00000{image}.png").Succeeded().Output.Split('\n');
            var found = Assert.Single(lines, line => line.StartsWith(keyword + ' ', StringComparison.Ordinal));
            return found[keyword.Length..].Trim();
        }
        return Enumerable.Range(0, count).Select(Fact).ToList();
    }
}
