using System.IO.Compression;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SoftCfg.Cli.Tests.Sampling;

public class SampleTests
{
    [Fact]
    public void One_kind_of_guidance_goes_straight_into_the_output_folder()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--guidance", "cfg", "--count", "1", "--output", "deep/er").Succeeded();
        Assert.Equal(["deep/er/000000.png", "deep/er/sheet.png"], folder.Files);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("7")]
    public void Images_are_the_same_files_in_every_batch_size(string batch)
    {
        // libtorch sums in another order for other sizes; no token here is so close to a boundary that it would show.
        using var folder = new TemporaryFolder();
        string[] seven = ["--guidance", "softcfg", "--count", "7", "--seed", "5", "--npz"];
        Run.Sample(folder, [.. seven, "--batch", "1", "--output", "one", "--trace", "one.json"]).Succeeded();
        Run.Sample(folder, [.. seven, "--batch", batch, "--output", "more", "--trace", "more.json"]).Succeeded();
        Assert.Equal(Tokens(folder, "one.json"), Tokens(folder, "more.json"));
        Assert.Equal(folder.Bytes("one.npz"), folder.Bytes("more.npz"));
        var images = folder.Files.Where(name => name.StartsWith("one/", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, images.Count);
        Assert.All(images, name => Assert.Equal(folder.Bytes(name), folder.Bytes(name.Replace("one/", "more/"))));
    }

    [Fact]
    public void Images_differ_by_seed_and_by_index()
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in new[] { "1", "2" })
        {
            Run.Sample(folder, "--guidance", "none", "--classes", "3", "--count", "2", "--seed", seed,
                "--output", seed).Succeeded();
        }
        string[] images = ["1/000000.png", "1/000001.png", "2/000000.png", "2/000001.png"];
        Assert.Equal(4, images.Select(name => PngFile.Pixels(folder.Bytes(name))).Distinct().Count());
    }

    [Fact]
    public void Strength_zero_is_plain_cfg_and_other_strengths_are_not()
    {
        using var folder = new TemporaryFolder();
        string[] both = ["--compare", "cfg,softcfg", "--count", "3", "--npz"];
        Run.Sample(folder, [.. both, "--strength", "0", "--output", "off"]).Succeeded();
        Run.Sample(folder, [.. both, "--strength", "3", "--step-norm", "off", "--output", "on"]).Succeeded();
        Assert.Equal(folder.Bytes("off/cfg.npz"), folder.Bytes("off/softcfg.npz"));
        Assert.NotEqual(folder.Bytes("on/cfg.npz"), folder.Bytes("on/softcfg.npz"));
    }

    [Fact]
    public void Json_is_all_there_is_on_standard_output()
    {
        using var folder = new TemporaryFolder();
        var result = Run.Sample(folder, "--json", "--count", "2", "--seed", "9", "--compare", "none,softcfg", "--npz")
            .Succeeded();
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal("tiny", root.GetProperty("model").GetString());
        Assert.Equal(9u, root.GetProperty("seed").GetUInt64());
        Assert.Equal(4, root.GetProperty("images").GetInt32());
        Assert.Equal(4 * 16, root.GetProperty("tokens").GetInt32());
        Assert.True(root.GetProperty("tokens_per_second").GetDouble() > 0);
        Assert.Equal(1, root.GetProperty("threads").GetInt32());
        Assert.True(File.Exists(folder.File(root.GetProperty("sheet").GetString()!)));
        var kinds = root.GetProperty("kinds").EnumerateArray().ToList();
        Assert.Equal(["none", "softcfg"], kinds.Select(k => k.GetProperty("guidance").GetString()));
        Assert.All(kinds, k => Assert.True(File.Exists(folder.File(k.GetProperty("npz").GetString()!))));
    }

    [Fact]
    public void Npz_holds_the_images_in_order()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--guidance", "cfg", "--count", "3", "--npz", "--output", "three").Succeeded();
        Run.Sample(folder, "--guidance", "cfg", "--count", "2", "--npz", "--output", "two").Succeeded();
        var (three, two) = (Array(folder.File("three.npz")), Array(folder.File("two.npz")));
        var header = Encoding.ASCII.GetString(three, 0, 128);
        Assert.Contains("'descr': '|u1', 'fortran_order': False, 'shape': (3, 64, 64, 3)", header);
        Assert.Equal(128 + 3 * 64 * 64 * 3, three.Length);
        Assert.Equal(two[128..], three[128..two.Length]);
        Assert.NotEqual(three[128..(128 + 12288)], three[(128 + 12288)..(128 + 2 * 12288)]);
    }

    [Fact]
    public void Trace_says_what_guidance_did_to_every_image()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--count", "2", "--classes", "Bee", "--trace", "trace.jsonl").Succeeded();
        var lines = File.ReadLines(folder.File("trace.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("softcfg-trace-2", lines[0].GetProperty("format").GetString());
        Assert.Equal(["none", "cfg", "softcfg"],
            lines[0].GetProperty("guidance").EnumerateArray().Select(guidance => guidance.GetProperty("kind").GetString()));
        Assert.Equal(0.9, lines[0].GetProperty("sampling").GetProperty("temperature").GetDouble());
        var images = lines[1..];
        Assert.Equal(["none", "none", "cfg", "cfg", "softcfg", "softcfg"],
            images.Select(i => i.GetProperty("guidance").GetString()));
        Assert.Equal([0, 1, 0, 1, 0, 1], images.Select(i => i.GetProperty("index").GetInt32()));
        Assert.All(images, i => Assert.Equal(1, i.GetProperty("class").GetInt32()));
        Assert.All(images, i => Assert.All(Numbers(i.GetProperty("confidence")), c => Assert.InRange(c, 0, 1)));
        Assert.All(images, i => Assert.Equal(16, i.GetProperty("tokens").GetArrayLength()));
        Assert.Equal(0, images[0].GetProperty("divergence").GetArrayLength());
        Assert.Equal(0, images[2].GetProperty("value_weights").GetArrayLength());
        var soft = images[5];
        Assert.Equal(16, Numbers(soft.GetProperty("scale")).Count);
        Assert.Equal(16, Numbers(soft.GetProperty("divergence")).Count);
        var weights = soft.GetProperty("value_weights").EnumerateArray().Select(Numbers).ToList();
        Assert.Equal(Enumerable.Range(0, 16), weights.Select(step => step.Count));
        Assert.Contains(weights[^1], w => w < 1);
    }

    [Fact]
    public void Classes_are_labels_or_names_whatever_their_case_and_commas()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--guidance", "none", "--count", "4", "--classes", "fox,2", "--classes", "Dog, hound")
            .Succeeded();
        var classes = Enumerable.Range(0, 4).Select(i => Fact(folder, $"samples/00000{i}.png", "class.name"));
        Assert.Equal(["Fox", "Cat", "Dog, hound", "Fox"], classes);
    }

    [Fact]
    public void Images_carry_what_made_them()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--guidance", "softcfg", "--count", "2", "--seed", "7", "--power", "2.5", "--top-k", "20",
            "--alignment", "paper", "--dtype", "bfloat16").Succeeded();
        (string Keyword, string Value)[] expected =
        [
            ("model", "tiny"), ("seed", "7"), ("index", "1"), ("class", "1"), ("class.name", "Bee"),
            ("guidance", "softcfg"),
            // From the model folder, then from the command line.
            ("guidance.scale", "3"), ("guidance.strength", "0.5"), ("sampling.temperature", "0.9"),
            ("guidance.scale-power", "2.5"), ("guidance.alignment", "paper"), ("sampling.top-k", "20"),
            ("dtype", "bfloat16"), ("generator.sha256", Sha256("generator.safetensors")),
            ("tokenizer.sha256", Sha256("tokenizer.safetensors")),
        ];
        foreach (var (keyword, value) in expected)
            Assert.Equal(value, Fact(folder, "samples/000001.png", keyword));
    }

    [Fact]
    public void Whoever_asks_for_bfloat16_is_told_once_where_it_is_slow()
    {
        using var folder = new TemporaryFolder();
        var notes = Run.Sample(folder, "--guidance", "none", "--count", "1", "--dtype", "bfloat16").Succeeded().ErrorLines
            .Where(line => line.StartsWith("softcfg: --dtype bfloat16 halves the memory of weights, but", StringComparison.Ordinal));
        if (X86Base.IsSupported && !Avx512BW.IsSupported)
            Assert.Single(notes);
        else
            Assert.InRange(notes.Count(), 0, 1);
        Assert.DoesNotContain("halves the memory", Run.Sample(folder, "--guidance", "none", "--count", "1").Succeeded().Error);
    }

    [Fact]
    public void Greedy_images_do_not_depend_on_the_seed()
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in new[] { "1", "2" })
        {
            Run.Sample(folder, "--guidance", "cfg", "--greedy", "--count", "2", "--seed", seed, "--npz",
                "--output", seed).Succeeded();
        }
        Assert.Equal(folder.Bytes("1.npz"), folder.Bytes("2.npz"));
    }

    private static string Sha256(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Run.Model, file))));

    private static string Fact(TemporaryFolder folder, string file, string keyword)
    {
        var lines = Run.In(folder, "info", file).Succeeded().Output.Split('\n');
        var found = Assert.Single(lines, line => line.StartsWith(keyword + ' ', StringComparison.Ordinal));
        return found[keyword.Length..].Trim();
    }

    /// <summary>The tokens of every image of a trace, which has a header in front.</summary>
    private static List<string> Tokens(TemporaryFolder folder, string trace) =>
        File.ReadLines(folder.File(trace)).Skip(1).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("tokens").GetRawText();
        }).ToList();

    private static List<double> Numbers(JsonElement array) =>
        array.EnumerateArray().Select(number => number.GetDouble()).ToList();

    private static byte[] Array(string npz)
    {
        using var zip = ZipFile.OpenRead(npz);
        using var entry = zip.GetEntry("arr_0.npy")!.Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }
}
