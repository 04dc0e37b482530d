using System.Text.Json;
using SoftCfg.Families;

namespace SoftCfg.Cli.Tests;

public class PresetsCommandTests
{
    [Fact]
    public void Every_preset_is_listed_with_its_figures_its_source_and_what_to_know()
    {
        var output = Run.Of("presets").Succeeded().Output;
        Assert.All(PublishedModels.All, model =>
        {
            Assert.Contains(model.Name, output);
            Assert.All(model.Settings, settings =>
            {
                Assert.Contains($"  {settings.Name} ", output);
                Assert.Contains($"from {settings.Source}", output);
                if (settings.Caveat is { } caveat)
                    Assert.Contains($"note {caveat}", output);
            });
        });
        Assert.Matches(@"  alitok-xl-softcfg +SoftCFG +scale 9 +power 1.5 +temperature 1 +FID 1.27  IS 302.4\n", output);
        Assert.Matches(@"  alitok-b-softcfg +SoftCFG +scale 16 +power 1.8 +temperature 1 +no FID published\n", output);
    }

    [Fact]
    public void Programs_get_a_list()
    {
        using var json = JsonDocument.Parse(Run.Of("presets", "--json").Succeeded().Output);
        var presets = json.RootElement.EnumerateArray().ToDictionary(preset => preset.GetProperty("name").GetString()!);
        Assert.Equal(PublishedModels.All.Sum(model => model.Settings.Count), presets.Count);
        var xl = presets["alitok-xl-softcfg"];
        Assert.Equal(("AliTok-XL", "softcfg", 9, 1.5, 1, 1.27), (xl.GetProperty("model").GetString(), xl.GetProperty("guidance").GetString(),
            xl.GetProperty("scale").GetDouble(), xl.GetProperty("power").GetDouble(), xl.GetProperty("temperature").GetDouble(),
            xl.GetProperty("fid").GetDouble()));
        Assert.Equal(2, presets["alitok-xl-cfg"].GetProperty("seed").GetInt32());
        Assert.Equal(JsonValueKind.Null, presets["alitok-b-softcfg"].GetProperty("fid").ValueKind);
        Assert.StartsWith("guided = uncond + s(t) (cond - uncond), s from 1 to 9", xl.GetProperty("formula")[0].GetString());
    }
}
