namespace SoftCfg.Cli.Tests.Files;

public class PlotTests
{
    [Fact]
    public void The_same_trace_gives_the_same_files_in_any_folder()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--count", "2", "--trace", "t.jsonl").Succeeded();
        Run.In(folder, "plot", "t.jsonl").Succeeded();
        Run.In(folder, "plot", "t.jsonl", "--output", "deep/er").Succeeded();
        var plots = folder.Files.Where(name => name.StartsWith("plots/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(plots);
        Assert.All(plots, name => Assert.Equal(folder.Bytes(name), folder.Bytes(name.Replace("plots/", "deep/er/"))));
    }

    [Fact]
    public void Without_guidance_only_the_confidences_are_drawn()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--count", "1", "--guidance", "none", "--trace", "t.jsonl", "--threads", "1").Succeeded();
        Run.In(folder, "plot", "t.jsonl").Succeeded();
        Assert.Equal(["plots/confidence-map.png", "plots/confidence.png"],
            folder.Files.Where(name => name.StartsWith("plots/", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_no_trace_is_refused_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "plot").Refused("Required argument missing for command: 'plot'.");
        Run.In(folder, "plot", "t.jsonl").Refused("t.jsonl: there is no such file. Check the path.");
        Run.In(folder, "plot", Path.Combine(Run.Model, "model.json")).Refused("model.json: line 1: ");
        File.WriteAllText(folder.File("old.json"), """{"format":"softcfg-trace-1","library":"1","model":"m","images":[]}""");
        Run.In(folder, "plot", "old.json").Refused(
            "old.json: this trace is in the format softcfg-trace-1 of an older version. Sample with --trace again.");
        const string Header = """{"format":"softcfg-trace-2","library":"1","model":"m","guidance":[],"sampling":{}}""";
        File.WriteAllText(folder.File("cut.jsonl"), $"{Header}\n{{");
        Run.In(folder, "plot", "cut.jsonl").Refused("cut.jsonl: line 2: this is not JSON, or not all of it: ");
        File.WriteAllText(folder.File("none.jsonl"), Header);
        Run.In(folder, "plot", "none.jsonl").Refused("none.jsonl: the trace holds no images, so there is nothing to plot.");
        Assert.Equal(["cut.jsonl", "none.jsonl", "old.json"], folder.Files);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--count", "1", "--guidance", "cfg", "--trace", "t.jsonl").Succeeded();
        File.WriteAllText(folder.File("file"), "");
        Run.In(folder, "plot", "t.jsonl", "--output", "file").Refused("--output: cannot write to 'file': ");
    }
}
