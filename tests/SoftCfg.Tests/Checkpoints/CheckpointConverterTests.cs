using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public sealed class CheckpointConverterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("zip_dtypes.pt")]
    [InlineData("zip_strides.pt")]
    [InlineData("zip_training.pt")]
    [InlineData("legacy.pt")]
    [InlineData("sharded/model.safetensors.index.json")]
    public void The_converted_file_holds_the_same_tensors(string name)
    {
        using var scope = NewDisposeScope();
        var output = folder.File("out.safetensors");
        var reports = new Reports();

        CheckpointConverter.Convert(Golden(name), output, progress: reports,
            cancellationToken: TestContext.Current.CancellationToken);

        using var source = Checkpoint.Open(Golden(name));
        using var converted = SafetensorsFile.Open(output);
        Assert.Equal(source.Tensors.Select(t => t.ToString()), converted.Tensors.Select(t => t.ToString()),
            StringComparer.Ordinal);
        Assert.Equal("pt", converted.Metadata["format"]);
        foreach (var tensor in source.Tensors)
            Assert.Equal(source.Read(tensor.Name).bytes.ToArray(), converted.Read(tensor.Name).bytes.ToArray());
        var total = source.Tensors.Sum(t => t.Bytes);
        Assert.Equal(source.Tensors.Count, reports.Count);
        Assert.Equal(new ConversionProgress(source.Tensors.Count, source.Tensors.Count, total, total), reports[^1]);
    }

    [Fact]
    public void One_state_dict_can_be_converted_alone()
    {
        var output = folder.File("out.safetensors");
        Convert(Golden("zip_training.pt"), output, stateDict: "ema");
        using var converted = SafetensorsFile.Open(output);
        Assert.Equal(["weight", "bias"], converted.Tensors.Select(t => t.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void The_input_is_never_overwritten_not_even_through_a_link()
    {
        var input = folder.Write("in.pt", File.ReadAllBytes(Golden("zip_dtypes.pt")));
        var link = folder.File("link.safetensors");
        File.CreateSymbolicLink(link, input);

        foreach (var output in new[] { input, Path.Combine(folder.Path, ".", "in.pt"), link })
        {
            var e = Assert.Throws<CheckpointException>(() => Convert(input, output, overwrite: true));
            Assert.Contains("the output is the input itself", e.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_file_is_overwritten_only_on_request()
    {
        var output = folder.Write("out.safetensors", "precious"u8);

        var e = Assert.Throws<CheckpointException>(() => Convert(Golden("zip_dtypes.pt"), output));
        Assert.Contains("the file exists already", e.Problem, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(output));

        Convert(Golden("zip_dtypes.pt"), output, overwrite: true);
        SafetensorsFile.Open(output).Dispose();
    }

    [Fact]
    public void Outputs_that_cannot_be_written_say_so()
    {
        var e = Assert.Throws<CheckpointException>(() =>
            Convert(Golden("legacy.pt"), folder.File("none/out.safetensors")));
        Assert.Contains("the file cannot be written", e.Problem, StringComparison.Ordinal);
        e = Assert.Throws<CheckpointException>(() => Convert(Golden("legacy.pt"), folder.Path));
        Assert.Contains("this is a folder. Give the name of the file to write.", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_tensors_is_not_converted()
    {
        var input = folder.Write("in.pt", TorchArchive.Zip(TorchArchive.Latin("}.")));
        var e = Assert.Throws<CheckpointException>(() => Convert(input, folder.File("out.safetensors")));
        Assert.Contains("the file holds no tensors", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_conversion_leaves_nothing_behind()
    {
        Assert.Throws<OperationCanceledException>(() => CheckpointConverter.Convert(Golden("legacy.pt"),
            folder.File("out.safetensors"), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_summary_counts_tensors_elements_and_bytes_of_every_state_dict()
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path,
            [("model/a", zeros(2, 3)), ("ema/a", zeros(4, ScalarType.Int64)), ("model/b", zeros(1))]);
        using var file = SafetensorsFile.Open(path);

        var summary = CheckpointSummary.Of(file);

        Assert.Equal((11, 60), (summary.Elements, summary.Bytes));
        Assert.Equal([new("model", 2, 7, 28), new("ema", 1, 4, 32)], summary.StateDicts);
        Assert.Equal("model/a float32 [2, 3]", summary.Tensors[0].ToString());
    }

    [Fact]
    public void The_hash_is_that_of_sha256sum()
    {
        var path = folder.Write("abc", "abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            CheckpointHash.Compute(path, TestContext.Current.CancellationToken));
        Assert.Throws<OperationCanceledException>(() =>
            CheckpointHash.Compute(path, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_hash_of_an_index_covers_its_shards()
    {
        foreach (var file in Directory.GetFiles(Golden("sharded")))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        var index = folder.File("model.safetensors.index.json");
        var before = CheckpointHash.Compute(index, TestContext.Current.CancellationToken);
        Assert.Equal(before, CheckpointHash.Compute(Golden("sharded/model.safetensors.index.json"), TestContext.Current.CancellationToken));
        var shard = Directory.GetFiles(folder.Path, "*.safetensors")[0];
        var content = File.ReadAllBytes(shard);
        content[^1] ^= 1;
        File.WriteAllBytes(shard, content);

        Assert.NotEqual(before, CheckpointHash.Compute(index, TestContext.Current.CancellationToken));
        File.Delete(shard);
        Assert.Throws<CheckpointException>(() => CheckpointHash.Compute(index, TestContext.Current.CancellationToken));
    }

    public void Dispose() => folder.Dispose();

    private static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "checkpoints", name);

    private static void Convert(string input, string output, string? stateDict = null, bool overwrite = false) =>
        CheckpointConverter.Convert(input, output, stateDict, overwrite,
            cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Progress{T} reports later, on another thread.</summary>
    private sealed class Reports : List<ConversionProgress>, IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => Add(value);
    }
}
