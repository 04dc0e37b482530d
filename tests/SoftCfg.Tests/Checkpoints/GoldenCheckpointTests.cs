using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>Every sample file does what its index says it should.</summary>
[Trait("Category", "Golden")]
public class GoldenCheckpointTests
{
    private const long AllowedBytes = 64 << 20;

    public static TheoryData<string, string> Files => GoldenFolder.Files();

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void A_file_does_what_its_index_says(string folder, string file)
    {
        var (golden, entry) = GoldenFolder.Find(folder, file);
        var expectation = entry.GetProperty("expect").GetString()!;
        try
        {
            Check(golden, entry, expectation);
            if (!golden.IsOwn)
                GoldenReport.Passed($"checkpoints/{file}", expectation);
        }
        catch (Exception e)
        {
            if (!golden.IsOwn)
                GoldenReport.Failed($"checkpoints/{file}", e.Message);
            throw;
        }
    }

    private static void Check(GoldenFolder golden, JsonElement entry, string expectation)
    {
        var path = Path.Combine(golden.Path, entry.GetProperty("file").GetString()!);
        switch (expectation)
        {
            case "load":
                LoadsBitForBit(golden, entry, path);
                break;
            case "reject":
                var refusal = Assert.Throws<CheckpointException>(() => ReadWithinBounds(golden, path));
                Assert.Equal(path, Path.GetFullPath(refusal.Path));
                Assert.StartsWith(refusal.Path, refusal.Message, StringComparison.Ordinal);
                Assert.InRange(refusal.Problem.Length, 30, 1000);
                break;
            case "reject_or_ignore" or "reject_or_swap" or "no_crash":
                if (Record.Exception(() => ReadWithinBounds(golden, path)) is { } tolerated)
                    Assert.InRange(Assert.IsType<CheckpointException>(tolerated).Problem.Length, 30, 1000);
                break;
            default:
                Assert.Fail($"these tests do not know the expectation '{expectation}'");
                break;
        }
    }

    private static void LoadsBitForBit(GoldenFolder golden, JsonElement entry, string path)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(golden.Expected);
        using var checkpoint = Checkpoint.Open(path);

        var tensors = entry.GetProperty("tensors").EnumerateObject().ToList();
        Assert.Equal(tensors.Select(t => t.Name).Order(StringComparer.Ordinal),
            checkpoint.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in tensors)
        {
            var actual = checkpoint.Read(tensor.Name);
            var wanted = expected.Read(tensor.Value.GetProperty("key").GetString()!);
            var info = checkpoint.Tensors.Single(t => t.Name == tensor.Name);
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), info.Shape);
            Assert.Equal(info.Shape, actual.shape);
            Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), ElementTypes.SafetensorsName(info.Dtype));
            Assert.Equal(info.Dtype, actual.dtype);
            Assert.True(actual.is_contiguous());
            Assert.Equal(wanted.bytes.ToArray(), actual.bytes.ToArray());
        }
        if (entry.TryGetProperty("metadata", out var metadata))
        {
            foreach (var pair in metadata.EnumerateObject())
                Assert.Equal(pair.Value.GetString(), checkpoint.Metadata[pair.Name]);
        }
    }

    private static void ReadWithinBounds(GoldenFolder golden, string path)
    {
        if (golden.Marker is { } marker)
            File.Delete(marker);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            foreach (var tensor in checkpoint.Tensors)
                checkpoint.Read(tensor.Name).Dispose();
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedBytes);
            Assert.False(File.Exists(golden.Marker), "the file's payload ran");
        }
    }
}
