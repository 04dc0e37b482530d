using System.Text.Json;
using static SoftCfg.Cli.Tests.Generating.Generation;

namespace SoftCfg.Cli.Tests.Generating;

public sealed class GenerateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Prompts_become_images_that_say_how_they_were_made()
    {
        var result = Generate(folder, "a red fox", "a cat\u001b[2J", "-n", "2", "--seed", "9", "--scale", "5", "--temperature", "0.9").Succeeded();
        Assert.Equal(["000000.png", "000001.png", "000002.png", "000003.png", "sheet.png"],
            folder.Files.Select(name => name["samples/".Length..]));
        Assert.StartsWith("4 images (SoftCFG) in ", result.Output);
        Assert.Equal((32, 32), PngFile.Size(folder.Bytes("samples/000003.png")));
        (string Keyword, string Value)[] expected =
        [
            ("model", "Lumina-mGPT 2.0"), ("prompt", @"a cat\x1b[2J"), ("task", "t2i"), ("size", "32 x 32"), ("seed", "9"), ("index", "3"),
            ("guidance", "softcfg"), ("guidance.scale", "5"), ("guidance.alignment", "paper"), ("sampling.temperature", "0.9"),
            ("sampling.top-k", "4096"), ("weights", "float32"),
        ];
        foreach (var (keyword, value) in expected)
            Assert.Equal(value, Fact(folder, "samples/000003.png", keyword));
        Assert.Equal(64, Fact(folder, "samples/000003.png", "generator.sha256").Length);
        Assert.NotEqual(PngFile.Pixels(folder.Bytes("samples/000000.png")), PngFile.Pixels(folder.Bytes("samples/000002.png")));
    }

    [Fact]
    public void Kinds_of_guidance_stand_side_by_side_and_batches_change_nothing()
    {
        string[] compared = ["a", "b c", "--compare", "none,softcfg", "--width", "64", "--height", "32"];
        Generate(folder, [.. compared, "--batch", "1", "--output", "one"]).Succeeded();
        var two = Generate(folder, [.. compared, "--output", "two"]).Succeeded();
        Assert.Contains("formula softcfg: guided = uncond + s (cond - uncond), s = 4 at every step", two.Output);
        var images = folder.Files.Where(name => name.StartsWith("one/", StringComparison.Ordinal)).ToList();
        Assert.Equal(["one/none/000000.png", "one/none/000001.png", "one/sheet.png", "one/softcfg/000000.png", "one/softcfg/000001.png"], images);
        Assert.All(images, name => Assert.Equal(folder.Bytes(name), folder.Bytes($"two{name[3..]}")));
        Assert.NotEqual(PngFile.Pixels(folder.Bytes("one/none/000000.png")), PngFile.Pixels(folder.Bytes("one/softcfg/000000.png")));
    }

    [Fact]
    public void Json_is_all_there_is_on_standard_output_and_tells_of_speculation()
    {
        var result = Generate(folder, "a", "--jacobi", "--jacobi-window", "8", "--jacobi-drafts", "repeat-left", "--json").Succeeded();
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(21, json.RootElement.GetProperty("tokens").GetInt32());
        Assert.Equal("a", json.RootElement.GetProperty("prompts")[0].GetProperty("prompt").GetString());
        var jacobi = json.RootElement.GetProperty("jacobi");
        Assert.InRange(jacobi.GetProperty("acceptance_rate").GetDouble(), 0, 1);
        Assert.InRange(jacobi.GetProperty("steps").GetInt32(), 3, 20);
        Assert.InRange(jacobi.GetProperty("tokens_per_step").GetDouble(), 21 / 20.0, 8);
        Assert.InRange(jacobi.GetProperty("single_token_steps").GetDouble(), 0, 1);
        Assert.Equal("8", Fact(folder, "samples/000000.png", "jacobi.window"));
        Assert.Equal("repeat-left", Fact(folder, "samples/000000.png", "jacobi.drafts"));
        Assert.Contains(" % of drafts accepted; ", Generate(folder, "a", "--jacobi").Succeeded().Output);
    }

    [Fact]
    public void Speculation_shows_rows_and_previews_as_well()
    {
        var result = Generate(folder, "a", "--jacobi", "--preview", "0", "--guidance", "cfg").Succeeded();
        Assert.All(result.ErrorLines, line => Assert.Contains("guided = ", line));
        Assert.False(File.Exists(folder.File("samples/preview.png")));
    }

    [Fact]
    public void Prompts_of_a_file_have_settings_of_their_own()
    {
        File.WriteAllText(folder.File("prompts.jsonl"), """
            {"prompt": "a fox", "width": 64, "seed": 4}

            {"prompt": "two\nlines", "height": 64, "task": "depth"}
            {"prompt": "a cat"}
            """);
        Generate(folder, "--prompts", "prompts.jsonl", "--seed", "1").Succeeded();
        Assert.Equal((64, 32), PngFile.Size(folder.Bytes("samples/000000.png")));
        Assert.Equal((32, 64), PngFile.Size(folder.Bytes("samples/000001.png")));
        Assert.Equal(("4", "depth", "1"), (Fact(folder, "samples/000000.png", "seed"), Fact(folder, "samples/000001.png", "task"),
            Fact(folder, "samples/000002.png", "seed")));
        Assert.Equal(@"two\x0alines", Fact(folder, "samples/000001.png", "prompt"));
        // The seed decides: the same as the first of a run with that seed.
        Generate(folder, "a fox", "--width", "64", "--height", "32", "--seed", "4", "--output", "again").Succeeded();
        Assert.Equal(PngFile.Pixels(folder.Bytes("samples/000000.png")), PngFile.Pixels(folder.Bytes("again/000000.png")));

        File.WriteAllText(folder.File("prompts.txt"), "\uFEFFa fox\r\n\r\n  a cat \n");
        Generate(folder, "first", "--prompts", "prompts.txt", "--output", "plain").Succeeded();
        Assert.Equal(["first", "a fox", "a cat"], Enumerable.Range(0, 3).Select(i => Fact(folder, $"plain/00000{i}.png", "prompt")));
    }

    [Fact]
    public void A_picture_is_the_upper_half_or_is_looked_at()
    {
        var picture = Picture(folder, "photo.png", 100, 70);
        Generate(folder, "a room", "--task", "i2i-depth", "--picture", picture, "--width", "32", "--height", "64", "--trace", "t.jsonl").Succeeded();
        Assert.Equal((32, 64), PngFile.Size(folder.Bytes("samples/000000.png")));
        Assert.Equal("photo.png", Fact(folder, "samples/000000.png", "picture"));
        Generate(folder, "in the rain", "--task", "edit", "--picture", picture, "--output", "edited").Succeeded();
        // Of the trace and its map only what was decoded: the lower half.
        var line = JsonDocument.Parse(File.ReadLines(folder.File("t.jsonl")).Last()).RootElement;
        Assert.Equal((4, 4, 21), (line.GetProperty("rows").GetInt32(), line.GetProperty("columns").GetInt32(), line.GetProperty("tokens").GetArrayLength()));
    }

    [Fact]
    public void Traces_know_prompts_and_rows_and_are_plotted()
    {
        Generate(folder, "a", "b", "--compare", "cfg,softcfg", "--width", "64", "--height", "32", "--trace", "trace.jsonl").Succeeded();
        var lines = File.ReadLines(folder.File("trace.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("Lumina-mGPT 2.0", lines[0].GetProperty("model").GetString());
        Assert.Equal(["a", "b", "a", "b"], lines[1..].Select(line => line.GetProperty("prompt").GetString()));
        Assert.All(lines[1..], line => Assert.False(line.TryGetProperty("class", out _)));
        var plots = Run.In(folder, "plot", "trace.jsonl").Succeeded().Output;
        Assert.Contains("confidence-map.png", plots);
        Assert.Contains("weights.png", plots);

        File.WriteAllText(folder.File("sizes.jsonl"), """{"prompt": "a", "width": 64}""" + "\n" + """{"prompt": "a"}""");
        Generate(folder, "--prompts", "sizes.jsonl", "--trace", "mixed.jsonl").Succeeded();
        Run.In(folder, "plot", "mixed.jsonl").Refused("mixed.jsonl: images of several sizes make no common plot: 64x32 (1 images), 32x32 (1 images). " +
            "Choose one, such as --size 64x32.");
        Assert.StartsWith("SoftCFG: 1 images, ", Run.In(folder, "plot", "mixed.jsonl", "--size", "32x32").Succeeded().Output);
        Run.In(folder, "plot", "mixed.jsonl", "--size", "9x9").Refused("--size: mixed.jsonl has no images of 9x9; there are 64x32 (1 images)");
    }

    [Fact]
    public void The_scale_falls_as_released_only_when_asked()
    {
        var result = Generate(folder, "a", "--scale", "7", "--scale-decay", "--guidance", "cfg", "--trace", "t.jsonl").Succeeded();
        Assert.Contains("s from 7 to 4 as the release of Lumina-mGPT 2.0 lowers it", result.Error);
        var scales = JsonDocument.Parse(File.ReadLines(folder.File("t.jsonl")).Last()).RootElement.GetProperty("scale");
        Assert.Equal(4, scales[20].GetDouble());
        Assert.Equal("released", Fact(folder, "samples/000000.png", "guidance.scale-decay"));
    }

    [Fact]
    public void Special_tokens_in_a_prompt_are_text_unless_allowed()
    {
        foreach (var (output, more) in new[] { ("text", Array.Empty<string>()), ("special", ["--allow-special"]) })
            Generate(folder, ["a <eoss> b", "--seed", "3", "--width", "64", "--height", "64", "--output", output, .. more]).Succeeded();
        Assert.NotEqual(PngFile.Pixels(folder.Bytes("text/000000.png")), PngFile.Pixels(folder.Bytes("special/000000.png")));
        Assert.Equal("allowed", Fact(folder, "special/000000.png", "prompt.special-tokens"));
    }

    [Fact]
    public void Images_of_an_earlier_run_with_another_prompt_are_mentioned()
    {
        Generate(folder, "a fox").Succeeded();
        Assert.Contains(Generate(folder, "a cat").Succeeded().ErrorLines, line =>
            line.Contains("holds images of an earlier run with other settings (prompt a fox, now a cat)"));
    }
}
