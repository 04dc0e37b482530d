using System.Diagnostics;
using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public class GoldenCheckpointTests
{
    private const long AllowedBytes = 64 << 20;
    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(60);
    private static readonly string[] Tolerated = ["reject_or_ignore", "reject_or_swap", "no_crash"];

    public static TheoryData<string, string> Good => GoldenFolder.Files(e => e == "load");

    public static TheoryData<string, string> Bad => GoldenFolder.Files(e => e == "reject");

    public static TheoryData<string, string> Odd => GoldenFolder.Files(e => Array.IndexOf(Tolerated, e) >= 0);

    public static TheoryData<string, string> All => GoldenFolder.Files(_ => true);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_expectation_is_one_these_tests_know(string folder, string file)
    {
        var expectation = GoldenFolder.Find(folder, file).File.GetProperty("expect").GetString()!;
        Assert.Contains(expectation, (string[])["load", "reject", .. Tolerated], StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Good_files_load_bit_for_bit(string folder, string file)
    {
        using var scope = NewDisposeScope();
        var (golden, entry) = GoldenFolder.Find(folder, file);
        using var expected = SafetensorsFile.Open(golden.Expected);
        using var checkpoint = Checkpoint.Open(Path.Combine(folder, file));

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
            Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), ElementTypes.SafetensorsName(info.DType));
            Assert.Equal(info.DType, actual.dtype);
            Assert.True(actual.is_contiguous());
            Assert.Equal(wanted.bytes.ToArray(), actual.bytes.ToArray());
        }
        if (entry.TryGetProperty("metadata", out var metadata))
        {
            foreach (var pair in metadata.EnumerateObject())
                Assert.Equal(pair.Value.GetString(), checkpoint.Metadata[pair.Name]);
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_files_are_refused_promptly_by_name(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        var e = Assert.Throws<CheckpointException>(() => ReadWithinBounds(folder, file));

        Assert.Equal(path, Path.GetFullPath(e.Path));
        Assert.StartsWith(e.Path, e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Problem.Length, 30, 1000);
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_files_load_or_are_refused_promptly(string folder, string file)
    {
        try
        {
            ReadWithinBounds(folder, file);
        }
        catch (CheckpointException e)
        {
            Assert.InRange(e.Problem.Length, 30, 1000);
        }
    }

    private static void ReadWithinBounds(string folder, string file)
    {
        var (golden, _) = GoldenFolder.Find(folder, file);
        if (golden.Marker is { } marker)
            File.Delete(marker);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            using var checkpoint = Checkpoint.Open(Path.Combine(folder, file));
            foreach (var tensor in checkpoint.Tensors)
                checkpoint.Read(tensor.Name).Dispose();
        }
        finally
        {
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, AllowedTime);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllowedBytes);
            Assert.False(File.Exists(golden.Marker), "the file's payload ran");
        }
    }
}
