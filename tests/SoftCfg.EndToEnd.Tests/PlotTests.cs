namespace SoftCfg.EndToEnd.Tests;

public class PlotTests
{
    private static readonly string[] All =
    [
        "plots/confidence-map.png", "plots/confidence.png", "plots/divergence.png", "plots/perturbation.png",
        "plots/push.png", "plots/weights.png",
    ];

    [Fact]
    public void A_trace_of_the_embedded_model_becomes_pictures()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sample", "--count", "4", "--trace", "t.jsonl", "--threads", "1").Succeeded();
        var result = Tool.Run(folder, "plot", "t.jsonl").Succeeded();
        Assert.Empty(result.ErrorLines);
        Assert.Equal(All, folder.Files.Where(name => name.StartsWith("plots/", StringComparison.Ordinal)));
        Assert.All(All, name => PngFile.AssertComplete(folder.Bytes(name)));
        Assert.Equal((900, 600), PngFile.Size(folder.Bytes("plots/divergence.png")));

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        const string Halves = @"\d\.\d{3} and \d\.\d{3}";
        const string Images = "4 images, first and second half of the steps";
        Assert.Matches($"^no guidance: {Images}: confidence {Halves}$", lines[0]);
        Assert.Matches($"^CFG: {Images}: confidence {Halves}; divergence {Halves} nats, push {Halves} nats$", lines[1]);
        Assert.Matches($"^SoftCFG: {Images}: confidence {Halves}; divergence {Halves} nats, push {Halves} nats$", lines[2]);
        var paths = All.Select(name => name.Replace('/', Path.DirectorySeparatorChar));
        Assert.Equal(paths, lines[3..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_trace_gives_the_same_files_in_any_folder()
    {
        using var folder = new TemporaryFolder();
        Tool.Sample(folder, "--count", "2", "--trace", "t.jsonl").Succeeded();
        Tool.Run(folder, "plot", "t.jsonl").Succeeded();
        Tool.Run(folder, "plot", "t.jsonl", "--output", "deep/er").Succeeded();
        var plots = folder.Files.Where(name => name.StartsWith("plots/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(plots);
        Assert.All(plots, name => Assert.Equal(folder.Bytes(name), folder.Bytes(name.Replace("plots/", "deep/er/"))));
    }

    [Fact]
    public void Without_guidance_only_the_confidences_are_drawn()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sample", "--count", "1", "--guidance", "none", "--trace", "t.jsonl", "--threads", "1").Succeeded();
        Tool.Run(folder, "plot", "t.jsonl").Succeeded();
        Assert.Equal(["plots/confidence-map.png", "plots/confidence.png"],
            folder.Files.Where(name => name.StartsWith("plots/", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_no_trace_is_refused_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "plot").Refused("Required argument missing for command: 'plot'.");
        Tool.Run(folder, "plot", "t.jsonl").Refused("t.jsonl: there is no such file. Check the path.");
        Tool.Run(folder, "plot", Path.Combine(Tool.Model, "model.json")).Refused("model.json: line 1: ");
        File.WriteAllText(folder.File("old.json"), """{"format":"softcfg-trace-1","library":"1","model":"m","images":[]}""");
        Tool.Run(folder, "plot", "old.json").Refused(
            "old.json: this trace is in the format softcfg-trace-1 of an older version. Sample with --trace again.");
        const string Header = """{"format":"softcfg-trace-2","library":"1","model":"m","guidance":[],"sampling":{}}""";
        File.WriteAllText(folder.File("cut.jsonl"), $"{Header}\n{{");
        Tool.Run(folder, "plot", "cut.jsonl").Refused("cut.jsonl: line 2: this is not JSON, or not all of it: ");
        File.WriteAllText(folder.File("none.jsonl"), Header);
        Tool.Run(folder, "plot", "none.jsonl").Refused("none.jsonl: the trace holds no images, so there is nothing to plot.");
        Assert.Equal(["cut.jsonl", "none.jsonl", "old.json"], folder.Files);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.Sample(folder, "--count", "1", "--guidance", "cfg", "--trace", "t.jsonl").Succeeded();
        File.WriteAllText(folder.File("file"), "");
        Tool.Run(folder, "plot", "t.jsonl", "--output", "file").Refused("--output: cannot write to 'file': ");
    }
}
