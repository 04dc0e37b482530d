using SoftCfg.Checkpoints;
using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;

namespace SoftCfg.Tests.Loading.Configuration;

/// <summary>Whatever a configuration says, it is read or refused by one exception type.</summary>
public sealed class MutatedConfigurationTests : IDisposable
{
    private static readonly string[] Values =
    [
        "", "null", "???", "-1", "0", "1.5", "1000000000", "1e300", ".nan", "true", "[]", "{}", "[1, 2]", "[a]", "'768'", "\"a\\0b\"",
        "${model}", "${model.generator.hidden_size}", "!!python/object:os.system x", "&a [*a]", new string('x', 70_000),
        $"{new string('[', 40)}{new string(']', 40)}",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ConfigFiles.AliTok)]
    [InlineData(ConfigFiles.Rar)]
    [InlineData(ConfigFiles.RobusTok)]
    public void Any_value_of_any_key_is_read_or_refused_by_one_exception(string yaml)
    {
        var lines = yaml.Split('\n');
        var refused = 0;
        foreach (var (line, value) in from line in Enumerable.Range(0, lines.Length) from value in Values select (line, value))
        {
            var changed = lines.ToArray();
            changed[line] = $"{lines[line].Split(':')[0]}: {value}";
            File.WriteAllText(folder.File("config.yaml"), string.Join('\n', changed));
            try
            {
                // Its checkpoints are nowhere, if it is read at all.
                ModelDescription.From(UpstreamConfig.Read(folder.File("config.yaml"), ["experiment.generator_checkpoint=nowhere.bin"]));
                Assert.Fail("There is no such checkpoint.");
            }
            catch (ConfigurationException)
            {
                refused++;
            }
            catch (CheckpointException e)
            {
                Assert.Contains("nowhere.bin: there is no such file", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(refused, lines.Length, lines.Length * Values.Length);
    }
}
