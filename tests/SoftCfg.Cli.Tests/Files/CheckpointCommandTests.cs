using System.Security.Cryptography;
using System.Text.Json;

namespace SoftCfg.Cli.Tests.Files;

public class CheckpointCommandTests
{
    [Fact]
    public void Inspect_lists_tensors_and_sums_them_up()
    {
        using var folder = new TemporaryFolder();
        var lines = Run.In(folder, "inspect", Generator).Succeeded().Output.Split('\n');
        Assert.Matches(@"generator\.safetensors: \d+ tensors, [\d,]+ parameters, [\d,]+ bytes$", lines[0]);
        Assert.Equal("a model loads: all tensors", lines[1]);
        Assert.Equal("recognised as: RAR of 3 layers, 64 channels, 16 tokens of 32 codes", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("cls_token ", StringComparison.Ordinal)
            && line.EndsWith("float32 [1, 1, 64]", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_json_has_the_same_facts()
    {
        using var folder = new TemporaryFolder();
        using var json = JsonDocument.Parse(Run.In(folder, "inspect", Generator, "--json").Succeeded().Output);
        var root = json.RootElement;
        var tensors = root.GetProperty("tensors").EnumerateArray().ToList();
        var elements = tensors.Sum(tensor =>
            tensor.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64()));
        Assert.Equal(elements, root.GetProperty("parameters").GetInt64());
        Assert.All(tensors, t => Assert.Equal("float32", t.GetProperty("dtype").GetString()));
        Assert.Equal(4 * elements, root.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void Inspect_shows_the_state_dicts_of_a_training_checkpoint_and_how_to_take_one_out()
    {
        using var folder = new TemporaryFolder();
        var result = Run.In(folder, "inspect", Run.Checkpoint("zip_training.pt")).Succeeded();
        Assert.Contains("state dict model: ", result.Output);
        Assert.Contains("a model loads: state dict 'model'", result.Output);
        Assert.Contains("softcfg convert", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Converted_weights_are_the_same_tensors()
    {
        using var folder = new TemporaryFolder();
        var result = Run.In(folder, "convert", Run.Checkpoint("zip_state_dict.pt"), "out.safetensors").Succeeded();
        Assert.Matches(@"^out\.safetensors: \d+ tensors, [\d,]+ bytes$", result.Output.Trim());
        const string File = "zip_state_dict.pt|";
        var expected = Tensors(System.IO.File.ReadAllBytes(Run.Checkpoint("expected.safetensors")))
            .Where(tensor => tensor.Key.StartsWith(File, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[File.Length..], tensor => tensor.Value, StringComparer.Ordinal);
        Assert.NotEmpty(expected);
        Assert.Equal(new SortedDictionary<string, string>(expected, StringComparer.Ordinal), Tensors(folder.Bytes("out.safetensors")));
        Assert.Equal(["out.safetensors"], folder.Files);
    }

    [Fact]
    public void Select_takes_one_state_dict_out()
    {
        using var folder = new TemporaryFolder();
        var training = Run.Checkpoint("zip_training.pt");
        var all = Run.In(folder, "convert", training, "all.safetensors").Succeeded();
        Assert.Contains("'--select ", Assert.Single(all.ErrorLines));
        var one = Run.In(folder, "convert", training, "one.safetensors", "--select", "model").Succeeded();
        Assert.Empty(one.ErrorLines);
        var expected = Tensors(folder.Bytes("all.safetensors")).Keys
            .Where(name => name.StartsWith("model/", StringComparison.Ordinal)).Select(name => name["model/".Length..]);
        Assert.Equal(expected, Tensors(folder.Bytes("one.safetensors")).Keys);
    }

    [Fact]
    public void An_existing_file_is_replaced_only_by_force()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("out.safetensors"), "mine");
        Run.In(folder, "convert", Generator, "out.safetensors")
            .Refused("'out.safetensors' exists already. Give --force to replace it, or another name.");
        Assert.Equal("mine", File.ReadAllText(folder.File("out.safetensors")));
        Run.In(folder, "convert", Generator, "out.safetensors", "--force").Succeeded();
        Assert.Equal(Tensors(File.ReadAllBytes(Generator)), Tensors(folder.Bytes("out.safetensors")));
        Run.In(folder, "convert", "out.safetensors", "out.safetensors", "--force")
            .Refused("the output is the input itself.");
    }

    [Fact]
    public void What_cannot_be_converted_is_refused_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "convert", Generator, "out.bin").Refused("'out.bin' must end in .safetensors");
        Run.In(folder, "convert", Generator, "out.safetensors", "--select", "ema")
            .Refused("there is no state dict 'ema'.");
        Run.In(folder, "convert", Generator, "missing/out.safetensors")
            .Refused("out.safetensors: the file cannot be written: ");
        Run.In(folder, "convert", Generator).Refused("Required argument missing for command: 'convert'.");
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("convert")]
    public void A_file_that_is_no_checkpoint_is_refused(string command)
    {
        using var folder = new TemporaryFolder();
        string[] output = command == "convert" ? ["out.safetensors"] : [];
        Run.In(folder, [command, "nothing.pt", .. output]).Refused("nothing.pt: ");
        Run.In(folder, [command, Run.Checkpoint("pickle_os_system.pt"), .. output]).Refused("pickle_os_system.pt: ");
        Run.In(folder, [command, Path.Combine(Run.Model, "model.json"), .. output]).Refused("model.json: ");
        Assert.Empty(folder.Files);
    }

    private static string Generator => Path.Combine(Run.Model, "generator.safetensors");

    /// <summary>Type, shape and hash of every tensor of a safetensors file, read without the library.</summary>
    private static SortedDictionary<string, string> Tensors(byte[] file)
    {
        var start = 8 + (int)BitConverter.ToInt64(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, start - 8));
        var tensors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var bytes = file[(start + offsets[0].GetInt32())..(start + offsets[1].GetInt32())];
            var shape = string.Join(", ", entry.Value.GetProperty("shape").EnumerateArray());
            var hash = Convert.ToHexString(SHA256.HashData(bytes));
            tensors.Add(entry.Name, $"{entry.Value.GetProperty("dtype")} [{shape}] {hash}");
        }
        return tensors;
    }
}
