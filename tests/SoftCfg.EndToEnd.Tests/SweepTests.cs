namespace SoftCfg.EndToEnd.Tests;

/// <summary><c>softcfg sweep</c> with the embedded model.</summary>
public class SweepTests
{
    [Fact]
    public void A_sweep_of_the_embedded_model_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var result = Sweep(folder, "--scale", "1,3", "--count", "8").Succeeded();

        Assert.StartsWith("| guidance | scale | power | strength | step norm | confidence | alignment | temperature | top p | FID | IS |",
            result.Output);
        Assert.Equal(result.Output, Text(folder, "sweep.md"));
        Assert.Equal(["none,", "cfg,1,1,", "cfg,3,1,", "softcfg,1,1,1,on,maximum,released,0.05,1E-05,", "softcfg,3,1,1,on,maximum,released,0.05,1E-05,"],
            Rows(folder).Select(row => row[..(row.IndexOf(",0.9,off,0,0.95,", StringComparison.Ordinal))].TrimEnd(',') + ","));
        Assert.All(Rows(folder), row => Assert.Contains(",8,", row));
        Assert.Equal(5, folder.Files.Count(file => file.EndsWith("/result.json", StringComparison.Ordinal)));
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".npz", StringComparison.Ordinal));
    }

    private static ToolResult Sweep(TemporaryFolder folder, params string[] arguments) =>
        Tool.Run(folder, ["sweep", "fashion", "--threads", "1", .. arguments]);

    private static string Text(TemporaryFolder folder, string name) => File.ReadAllText(folder.File($"sweep/{name}"));

    private static string[] Rows(TemporaryFolder folder) => Text(folder, "sweep.csv").TrimEnd().Split('\n')[1..];
}
