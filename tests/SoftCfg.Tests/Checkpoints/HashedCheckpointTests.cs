using SoftCfg.Checkpoints;
using SoftCfg.Tests.Families;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>A file's hash comes from the reading of its tensors.</summary>
public sealed class HashedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Safetensors_read_in_their_order_are_hashed_on_the_way() =>
        AssertHashed(Path.Combine(GoldenCases.OwnFolder, "rar", "weights-maskgit-vq", "weights.safetensors"), inOrder: true);

    [Fact]
    public void Files_of_torch_are_too()
    {
        // A thousandth of the real one, which is larger than the gaps that are read in passing.
        SyntheticCheckpoint.Write(folder.File("rar.bin"),
            [.. Manifest.Read("rar_b").Tensors.Select(t => t with { Shape = [.. t.Shape.Select(size => Math.Min(size, 256))] })]);
        AssertHashed(folder.File("rar.bin"), inOrder: true);
    }

    [Fact]
    public void What_is_read_in_another_order_has_the_same_hash() =>
        AssertHashed(Path.Combine(GoldenCases.OwnFolder, "rar", "weights-maskgit-vq", "weights.safetensors"), inOrder: false);

    [Fact]
    public void An_index_is_hashed_with_its_shards()
    {
        var weights = Path.Combine(GoldenCases.OwnFolder, "rar", "weights-ar", "weights.safetensors");
        File.Copy(weights, folder.File("a.safetensors"));
        using (var shard = Checkpoint.Open(weights))
        {
            var map = string.Join(", ", shard.Tensors.Select(t => $"\"{t.Name}\": \"a.safetensors\""));
            File.WriteAllText(folder.File("model.safetensors.index.json"), $"{{\"weight_map\": {{{map}}}}}");
        }
        AssertHashed(folder.File("model.safetensors.index.json"), inOrder: false);
    }

    [Fact]
    public void A_loaded_model_knows_which_weights_it_has()
    {
        var model = TinyModel.Create(folder.File("model"));
        using var generator = ImageGenerator.Load(model, fingerprint: true, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(SoftCfg.Runs.ModelFingerprint.Compute(model, TestContext.Current.CancellationToken), generator.Fingerprint);
        using var plain = ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(plain.Fingerprint);
    }

    private static void AssertHashed(string path, bool inOrder)
    {
        using var hashed = HashedCheckpoint.Open(path);
        var tensors = inOrder ? hashed.Checkpoint.Tensors : hashed.Checkpoint.Tensors.Reverse();
        foreach (var info in tensors)
        {
            using var value = hashed.Checkpoint.Read(info.Name);
            Assert.Equal(info.Shape, value.shape);
        }
        Assert.Equal(CheckpointHash.Compute(path, TestContext.Current.CancellationToken),
            hashed.Sha256(TestContext.Current.CancellationToken));
        if (inOrder)
            Assert.InRange(hashed.ReadAlone, 0, new FileInfo(path).Length / 10);
    }
}
