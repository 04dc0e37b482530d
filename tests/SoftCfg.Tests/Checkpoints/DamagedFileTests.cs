using SoftCfg.Checkpoints;

namespace SoftCfg.Tests.Checkpoints;

public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("good.safetensors")]
    [InlineData("zip_torch2_layout.pt")]
    [InlineData("zip64.pt")]
    [InlineData("legacy_training.pt")]
    public void A_file_cut_anywhere_is_refused(string name)
    {
        var content = Golden(name);
        for (var length = 0; length < content.Length; length++)
        {
            var path = folder.Write("cut", content.AsSpan(0, length));
            var e = Assert.Throws<CheckpointException>(() => ReadAll(path));
            Assert.Equal(path, e.Path);
        }
    }

    [Theory]
    [InlineData("good.safetensors")]
    [InlineData("zip_strides.pt")]
    [InlineData("zip64.pt")]
    [InlineData("zip_training.pt")]
    [InlineData("legacy.pt")]
    [InlineData("sharded/model.safetensors.index.json")]
    public void Changed_bytes_load_or_are_refused_and_nothing_else(string name)
    {
        var original = Golden(name);
        foreach (var shard in Directory.GetFiles(Path.Combine(Root, "sharded"), "*.safetensors"))
            File.Copy(shard, folder.File(Path.GetFileName(shard)));
        var random = new Random(20250925);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var trial = 0; trial < 500; trial++)
        {
            var content = (byte[])original.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                content[random.Next(content.Length)] = (byte)random.Next(256);
            var path = folder.Write("changed", content);
            try
            {
                ReadAll(path);
            }
            catch (CheckpointException e)
            {
                Assert.NotEmpty(e.Problem);
            }
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L << 20);
    }

    public void Dispose() => folder.Dispose();

    private static string Root => Path.Combine(AppContext.BaseDirectory, "golden", "checkpoints");

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    private static void ReadAll(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        foreach (var tensor in checkpoint.Tensors)
            checkpoint.Read(tensor.Name).Dispose();
    }
}
