using System.Text;
using CsCheck;
using SoftCfg.Loading.Configuration;
using static SoftCfg.Tests.Loading.Configuration.ConfigFiles;

namespace SoftCfg.Tests.Loading.Configuration;

public class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1\na: 2", "FILE:2:1: 'a' stands here a second time in the same section.")]
    [InlineData("a: !!python/object:os.system {}",
        "FILE:1:4: the tag 'tag:yaml.org,2002:python/object:os.system' is refused: values are plain data.")]
    [InlineData("a: !int 3", "FILE:1:4: the tag '!int' is refused: values are plain data.")]
    [InlineData("[1, 2]", "FILE:1:1: a configuration starts with a section such as 'model:'.")]
    [InlineData("just text", "FILE:1:1: a configuration starts with a section such as 'model:'.")]
    [InlineData("a: 1\n---\nb: 2", "FILE:2:1: a second document starts here; expected only one.")]
    [InlineData("a: *b", "FILE:1:4: the alias '*b' refers to nothing above it.")]
    [InlineData("a: &b [*b]", "FILE:1:8: the alias '*b' stands inside what it refers to.")]
    [InlineData("? [x]\n: 1", "FILE:1:3: expected a name as the key.")]
    [InlineData("'': 1", "FILE:1:1: expected a name as the key.")]
    [InlineData("a: &b {c: 1}\nd:\n  <<: *b", "FILE:3:3: the merge key '<<' is not supported: write the values out.")]
    public void What_is_no_plain_data_is_refused_with_its_place(string yaml, string message) =>
        Assert.Equal(message, Refusal(yaml));

    [Theory]
    [InlineData("a: [1, 2")]
    [InlineData("a: 'open")]
    [InlineData("a:\n\t- 1")]
    [InlineData("a: b: c")]
    [InlineData("a: %x")]
    public void What_is_no_YAML_is_refused_with_its_place(string yaml) =>
        Assert.Matches(@"^FILE:\d+:\d+: this is no valid YAML: .", Refusal(yaml));

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            laughs.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Equal("FILE:5:5: this holds more than 20000 values, aliases counted in full.", Refusal(laughs.ToString()));
    }

    [Fact]
    public void Depth_is_bounded() =>
        Assert.Equal("FILE:1:36: this is nested deeper than 32 levels.", Refusal("a: " + new string('[', 100_000)));

    [Fact]
    public void Size_is_bounded() =>
        Assert.Equal("FILE: the file is larger than 1048576 bytes, so it is no configuration.",
            Refusal("a: " + new string('x', 1 << 20)));

    [Fact]
    public void A_message_does_not_repeat_a_whole_file() =>
        Assert.InRange(Refusal($"a: !{new string('x', 60_000)} 1").Length, 600, 700);

    [Fact]
    public void A_folder_and_a_file_that_is_no_text_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.EndsWith("this is a folder; give the YAML file in it.",
            Assert.Throws<ConfigurationException>(() => UpstreamConfig.Read(folder.Path, [])).Message, StringComparison.Ordinal);
        var file = folder.File("weights.yaml");
        File.WriteAllBytes(file, [0x61, 0x3a, 0xff, 0xfe, 0x00]);
        Assert.EndsWith("this is no text in UTF-8, so it is no YAML file.",
            Assert.Throws<ConfigurationException>(() => UpstreamConfig.Read(file, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_foreign_line_ends_are_passed_over() =>
        Assert.Equal(1280, Read("\uFEFF" + AliTok.Replace("\n", "\r\n", StringComparison.Ordinal)).Generator.Config.GetProperty("hidden_size").GetInt32());

    [Fact]
    public void Aliases_that_do_not_multiply_are_data() =>
        Assert.Equal(0.1, Read(AliTokWith("dropout", "dropout: &rate 0.1")
            .Replace("guidance_scale: 13.0", "guidance_scale: *rate", StringComparison.Ordinal)).Sampling.Scale);

    [Fact]
    public void Random_bytes_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        Gen.Byte.Array[0, 200].Sample(bytes => Refuses(file, bytes), iter: 1500, threads: 1);
    }

    [Fact]
    public void Random_YAML_is_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        Gen.Char["ab:-[]{},&*!|>'\"%@`#? \n\t~0_.$\\<"].Array[0, 60]
            .Sample(text => Refuses(file, Encoding.UTF8.GetBytes(text)), iter: 4000, threads: 1);
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        var good = Encoding.UTF8.GetBytes(AliTok);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[1, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good[..length];
            if (at < length)
                bytes[at] = value;
            return Refuses(file, bytes);
        }, iter: 1500, threads: 1);
    }

    /// <summary>Whether reading ends with a configuration or with the one exception of this room.</summary>
    private static bool Refuses(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        try
        {
            return UpstreamConfig.Read(file, []).Generator.Config.GetProperty("hidden_size").GetInt32() > 0;
        }
        catch (ConfigurationException e)
        {
            return e.Message.StartsWith(file, StringComparison.Ordinal) && e.Problem.Length > 0;
        }
    }
}
