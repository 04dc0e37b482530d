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
}
