using System.Text.Json;

namespace SoftCfg.Cli.Tests.Sweeping;

/// <summary><c>softcfg sweep</c> with the embedded model.</summary>
public class SweepTests
{
    [Fact]
    public void Json_is_the_only_output_and_equals_the_file()
    {
        using var folder = new TemporaryFolder();
        var result = Sweep(folder, "--guidance", "none", "--count", "4", "--json").Succeeded();
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("fashion", json.RootElement.GetProperty("plan").GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(result.Output, Text(folder, "sweep.json"));
    }

    [Fact]
    public void Every_list_takes_part()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder, "--guidance", "softcfg", "--power", "0,2", "--strength", "0.5", "--step-norm", "on,off", "--confidence",
            "sampled,maximum", "--alignment", "paper", "--temperature", "0.8", "--count", "4", "--top-k", "10", "--seed", "3").Succeeded();
        var rows = Rows(folder);
        Assert.Equal(8, rows.Length);
        Assert.All(rows, row => Assert.Matches("^softcfg,2,[02],0.5,(on|off),(sampled|maximum),paper,(0.05,1E-05|,),0.8,off,10,0.95,", row));
    }

    private static Run Sweep(TemporaryFolder folder, params string[] arguments) =>
        Run.In(folder, ["sweep", "fashion", "--threads", "1", .. arguments]);

    private static string Text(TemporaryFolder folder, string name) => File.ReadAllText(folder.File($"sweep/{name}"));

    private static string[] Rows(TemporaryFolder folder) => Text(folder, "sweep.csv").TrimEnd().Split('\n')[1..];
}
