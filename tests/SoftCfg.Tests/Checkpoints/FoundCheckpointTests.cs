using SoftCfg.Checkpoints;
using SoftCfg.Loading;
using SoftCfg.Tests.Families;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public sealed class FoundCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("no-checksums/rar.bin", "")]
    [InlineData("legacy-protocol-1/rar.bin", "")]
    [InlineData("stray-tensor-beside-model/rng.pt", "state dict 'model'")]
    [InlineData("stray-tensor-beside-model/loss.pt", "state dict 'model'")]
    [InlineData("stray-tensor-beside-model/averaged.pt", "without the prefix 'module.', leaving out n_averaged")]
    [InlineData("only-one-state-dict/training.pt", "state dict 'model_state_dict'")]
    [InlineData("path-of-python-3.13/training.pt", "state dict 'model'")]
    [InlineData("wrapper-inside/compiled_blocks.pt", "without '_orig_mod.' inside the names")]
    [InlineData("benign-tensor-kinds/float8.pt", "state dict 'model'")]
    public void A_model_is_recognised_and_loads_from_the_same_tensors(string name, string selection)
    {
        using (var checkpoint = Checkpoint.Open(FoundFile.Path(name)))
        {
            Assert.StartsWith(FoundFile.Model, ModelDescription.Recognise(checkpoint), StringComparison.Ordinal);
            Assert.Equal(selection, ModelDescription.SelectWeights(checkpoint).Selection);
        }
        FoundFile.LoadGenerator(FoundFile.Path(name));
    }

    [Fact]
    public void The_tensors_that_are_named_are_those_that_load_where_a_tokenizer_prefers_its_moving_average()
    {
        using var published = new ManifestCheckpoint("robustok_tokenizer");
        using var training = new TrainingCheckpoint(published);
        Assert.Equal("state dict 'ema'", ModelDescription.SelectWeights(training).Selection);
    }

    [Theory]
    [InlineData("benign-tensor-kinds/sparse.pt", "a sparse tensor (torch._utils._rebuild_sparse_tensor) is not supported")]
    [InlineData("benign-tensor-kinds/complex.pt", "a complex tensor (torch.ComplexFloatStorage) is not supported")]
    public void A_kind_of_tensor_that_no_model_has_is_named_and_no_attack(string name, string problem)
    {
        var refusal = FoundFile.Refusal(name);
        Assert.Contains(problem, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("delete the file", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Checksums_of_0_were_not_computed_but_a_wrong_one_is_refused()
    {
        var content = File.ReadAllBytes(FoundFile.Path("no-checksums/rar.bin"));
        // The first entry of the zip directory is the pickle; its checksum is 16 bytes behind the signature.
        var directory = content.AsSpan().IndexOf("PK\x01\x02"u8);
        Assert.Equal(0, BitConverter.ToInt32(content, directory + 16));
        content[directory + 16] = 1;
        var e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Write("a", content)));
        Assert.Contains("fails its checksum", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_marked_as_negated_is_read_with_its_sign()
    {
        CheckpointConverter.Convert(FoundFile.Path("negative-bit/neg.pt"), folder.File("out.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken);
        using var converted = SafetensorsFile.Open(folder.File("out.safetensors"));
        using var weight = converted.Read("w");
        Assert.Equal([-2f, -4f], weight.data<float>().ToArray());
    }

    [Fact]
    public void An_index_of_torch_shards_is_read_through_the_restricted_reader()
    {
        using var checkpoint = Checkpoint.Open(FoundFile.Path("torch-shard-index/pytorch_model.bin.index.json"));
        Assert.IsType<ShardedCheckpoint>(checkpoint);
        Assert.Equal("cls_token float32 [1, 1, 8]", Assert.Single(checkpoint.Tensors).ToString());
        using var value = checkpoint.Read("cls_token");
        using var shard = Checkpoint.Open(FoundFile.Path("torch-shard-index/rar.bin"));
        using var expected = shard.Read("cls_token");
        Assert.Equal(expected.bytes.ToArray(), value.bytes.ToArray());

        var hostile = folder.Write("a.bin", TorchArchive.Zip(TorchArchive.Latin("cos\nsystem\n.")));
        var index = folder.Write("i.json", """{"weight_map": {"w": "a.bin"}}"""u8);
        var e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(index));
        Assert.Equal(hostile, e.Path);
        Assert.Contains("the file wants to use os.system", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_of_null_is_none()
    {
        using var file = Checkpoint.Open(FoundFile.Path("safetensors-null-metadata/meta_null.safetensors"));
        Assert.Equal("a float32 [2]", Assert.Single(file.Tensors).ToString());
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void A_state_dict_that_sets_a_key_twice_has_its_last_value()
    {
        // A tensor first, then None.
        using var checkpoint = Checkpoint.Open(FoundFile.Path("hostile-resources/dupkey.pt"));
        Assert.Empty(checkpoint.Tensors);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The tensors of a model twice: as they are trained, and their moving average.</summary>
    private sealed class TrainingCheckpoint(ManifestCheckpoint model) : ICheckpoint
    {
        public string Path => model.Path;

        public IReadOnlyList<TensorInfo> Tensors { get; } = [.. from key in new[] { "model", "ema" }
                                                                from tensor in model.Tensors
                                                                select tensor with { Name = $"{key}/{tensor.Name.Split('/')[^1]}" }];

        public IReadOnlyDictionary<string, string> Metadata => model.Metadata;

        public Tensor Read(string name) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
