using SoftCfg.Checkpoints;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Checkpoints;

public sealed class DamagedFileTests : IDisposable
{
    private const int Trials = 25;

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

    public static TheoryData<string> AllFiles => [.. Directory.GetFiles(Root, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ("index.json" or "expected.safetensors"))
        .Concat(FoundFile.All.Select(FoundFile.Path)).Order(StringComparer.Ordinal)];

    /// <summary>Changed bytes, cut ends and pieces of other files, over everything that is at hand.</summary>
    [Theory]
    [MemberData(nameof(AllFiles))]
    public void A_mutated_file_loads_or_is_refused_and_nothing_else(string file)
    {
        var original = File.ReadAllBytes(file);
        if (original.Length == 0)
            return;
        var other = File.ReadAllBytes(AllFiles.ElementAt(original.Length % AllFiles.Count).Data);
        if (file.EndsWith(".index.json", StringComparison.Ordinal))
        {
            foreach (var neighbour in Directory.GetFiles(Path.GetDirectoryName(file)!))
                File.Copy(neighbour, folder.File(Path.GetFileName(neighbour)));
        }
        var random = new Random(20250925 + original.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var trial = 0; trial < Trials; trial++)
        {
            var path = folder.Write("changed", Mutate(original, other, random));
            try
            {
                ReadAll(path);
            }
            catch (CheckpointException e)
            {
                Assert.InRange(e.Problem.Length, 1, 5000);
            }
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Trials * ((4L << 20) + 100 * original.Length));
    }

    public void Dispose() => folder.Dispose();

    private static string Root => Path.Combine(AppContext.BaseDirectory, "golden", "checkpoints");

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    private static byte[] Mutate(byte[] original, byte[] other, Random random)
    {
        // Most of what can go wrong stands in the first and last bytes: the elements are between.
        int Place(int length) => random.Next(3) switch
        {
            0 => random.Next(Math.Min(length, 4096)),
            1 => length - 1 - random.Next(Math.Min(length, 4096)),
            _ => random.Next(length),
        };
        var content = (byte[])original.Clone();
        switch (random.Next(4))
        {
            case 0:
                return content[..Place(content.Length)] is { Length: > 0 } cut ? cut : content;
            case 1:
                var piece = other.AsSpan(Place(other.Length));
                piece = piece[..Math.Min(piece.Length, random.Next(1, 200))];
                var at = Place(content.Length);
                return [.. content[..at], .. piece, .. content[at..]];
            default:
                for (var change = random.Next(1, 4); change > 0; change--)
                    content[Place(content.Length)] = random.Next(4) == 0 ? (byte)0xff : (byte)random.Next(256);
                return content;
        }
    }

    private static void ReadAll(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        CheckpointSummary.Of(checkpoint);
        ModelDescription.Recognise(checkpoint);
        foreach (var tensor in checkpoint.Tensors)
            checkpoint.Read(tensor.Name).Dispose();
    }
}
