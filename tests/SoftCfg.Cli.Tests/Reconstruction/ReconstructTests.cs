using System.Globalization;
using System.Text.Json;

namespace SoftCfg.Cli.Tests.Reconstruction;

public class ReconstructTests
{
    [Fact]
    public void Json_holds_every_image_and_the_mean()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--guidance", "cfg", "--count", "3").Succeeded();
        using var json = JsonDocument.Parse(Reconstruct(folder, "samples", "--json", "--output", "out").Succeeded().Output);
        var images = json.RootElement.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal("tiny", json.RootElement.GetProperty("tokenizer").GetString());
        Assert.Equal(["000000.png", "000001.png", "000002.png"],
            images.Select(image => Path.GetFileName(image.GetProperty("original").GetString())));
        Assert.All(images, image => Assert.True(File.Exists(folder.File(image.GetProperty("file").GetString()!))));
        Assert.All(images, image => Assert.False(image.GetProperty("identical").GetBoolean()));
        foreach (var measure in new[] { "psnr", "ssim" })
        {
            var mean = images.Average(image => image.GetProperty(measure).GetDouble());
            Assert.Equal(mean, json.RootElement.GetProperty("mean").GetProperty(measure).GetDouble(), tolerance: 1e-9);
        }
        Assert.Equal(0, json.RootElement.GetProperty("mean").GetProperty("identical").GetInt32());
    }

    [Fact]
    public void An_image_that_comes_back_as_it_was_has_an_infinite_ratio()
    {
        // Reconstructions of reconstructions of the embedded model soon stop changing.
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--guidance", "cfg", "--classes", "trouser,pullover,dress", "--count", "6", "--threads", "1",
            "--output", "0").Succeeded();
        string Round(int round, params string[] more) => Run.In(folder, ["reconstruct", Text(round), "--threads", "1",
            "--output", Text(round + 1), .. more]).Succeeded().Output;
        var last = 0;
        while (last < 8 && !Round(last).Contains(" inf dB  SSIM 1.0000", StringComparison.Ordinal))
            last++;
        using var json = JsonDocument.Parse(Round(last, "--json"));
        var identical = json.RootElement.GetProperty("images").EnumerateArray()
            .Where(image => image.GetProperty("identical").GetBoolean()).ToList();
        Assert.NotEmpty(identical);
        Assert.All(identical, image => Assert.Equal(JsonValueKind.Null, image.GetProperty("psnr").ValueKind));
        Assert.Equal(identical.Count, json.RootElement.GetProperty("mean").GetProperty("identical").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("mean").GetProperty("psnr").ValueKind);
    }

    [Fact]
    public void A_tokenizer_is_enough()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("photo.png"), PngFile.Smooth(300, 200));
        Run.In(folder, "reconstruct", "photo.png", "--tokenizer", Path.Combine(Run.Model, "tokenizer.safetensors"),
            "--threads", "1").Succeeded();
        Assert.Equal((256, 256), PngFile.Size(folder.Bytes("reconstructions/000000.png")));
    }

    [Fact]
    public void What_is_no_image_or_cannot_be_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("text.png"), "no image");
        File.WriteAllBytes(folder.File("huge.png"), PngFile.Huge(60_000, 60_000));
        File.WriteAllBytes(folder.File("cut.png"), PngFile.Smooth(200, 200)[..^100]);
        File.WriteAllBytes(folder.File("empty.jpg"), []);
        Directory.CreateDirectory(folder.File("none"));
        Reconstruct(folder, "text.png").Refused("'text.png': not a PNG or JPEG file");
        Reconstruct(folder, "huge.png")
            .Refused("'huge.png': the image has 60000 × 60000 pixels, more than the limit of 67108864");
        Reconstruct(folder, "cut.png").Refused("'cut.png': the file ends before the last of its 200 rows: it is cut off.");
        Reconstruct(folder, "empty.jpg").Refused("'empty.jpg', byte 0: the file is empty");
        Reconstruct(folder, "none").Refused("reconstruct: the folder 'none' holds no images (.png, .jpg, .jpeg).");
        Reconstruct(folder, "missing").Refused("reconstruct: there is no file or folder 'missing'.");
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("000000.png"), PngFile.Smooth(64, 64));
        var before = folder.Bytes("000000.png");
        Reconstruct(folder, ".", "--output", ".")
            .Refused("--output: './000000.png' would be replaced, which is one of the originals.");
        Assert.Equal(before, folder.Bytes("000000.png"));
        Reconstruct(folder, ".", "--tokenizer", "x.bin").Refused("--model and --tokenizer exclude each other");
        Run.In(folder, "reconstruct", ".", "--tokenizer", "missing.bin").Refused("missing.bin: ");
        Run.In(folder, "reconstruct", ".", "--tokenizer", Path.Combine(Run.Model, "generator.safetensors"))
            .Refused("a generator; an image tokenizer is needed here.");
        Run.In(folder, "reconstruct", ".", "--model", "nowhere").Refused("nowhere: there is no such file or folder.");
        Run.In(folder, "reconstruct").Refused("Required argument missing");
    }

    private static Run Reconstruct(TemporaryFolder folder, params string[] arguments) =>
        Run.In(folder, ["reconstruct", "--model", Run.Model, "--threads", "1", .. arguments]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
