using SoftCfg.Checkpoints;
using SoftCfg.Checkpoints.Torch;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>What a reader allocates and counts is bounded by a small multiple of the file's size, whatever is in it.</summary>
public sealed class ReaderCostTests : IDisposable
{
    private const long FreeBytes = 2 << 20;
    private const long BytesPerByte = 512;

    private static readonly int[] Sizes = [1000, 8000, 30_000];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Pickles => [.. HostileFiles.Pickles.Keys];

    public static TheoryData<string> Headers => [.. HostileFiles.Headers.Keys];

    [Theory]
    [MemberData(nameof(Pickles))]
    public void A_pickle_costs_what_its_size_allows(string kind)
    {
        foreach (var n in Sizes)
        {
            var pickle = HostileFiles.Pickles[kind](n);
            EnsureCheap(folder.Write("a.pt", TorchArchive.Zip(pickle)));

            using var file = CheckpointFile.Open(folder.Write("a.pkl", pickle));
            var input = new PickleInput(file, 0, file.Length);
            var budget = new PickleBudget(input);
            Record.Exception(() => TensorCollector.Collect(file, budget, Unpickler.Read(input, budget, [])));
            // The step that goes beyond the budget is no longer taken.
            Assert.InRange(budget.Spent, 0, (1 << 14) + (PickleBudget.StepsPerByte + 1) * file.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_safetensors_header_costs_what_its_size_allows(string kind)
    {
        foreach (var n in Sizes)
            EnsureCheap(folder.Write("a.safetensors", HostileFiles.Safetensors(HostileFiles.Headers[kind](n))));
    }

    [Fact]
    public void A_zip_directory_costs_what_its_size_allows()
    {
        foreach (var n in Sizes)
        {
            var entries = Enumerable.Range(0, n / 20).Select(i => (new string('n', 500) + i, Array.Empty<byte>()));
            EnsureCheap(folder.Write("a.pt", TorchArchive.Zip(TorchArchive.Latin("}."), [.. entries])));
        }
    }

    [Fact]
    public void An_index_costs_what_its_size_and_that_of_its_shards_allow()
    {
        foreach (var n in Sizes)
        {
            var shard = folder.Write("s.safetensors", HostileFiles.Safetensors(HostileFiles.Headers["empty tensors"](n)));
            var names = string.Join(',', Enumerable.Range(0, n).Select(i => $"\"w{i}\":\"s.safetensors\""));
            var index = folder.Write("i.json", TorchArchive.Latin($$$"""{"weight_map":{{{{names}}}}}"""));
            EnsureCheap(index, new FileInfo(shard).Length);
        }
    }

    [Theory]
    [InlineData("hostile-resources/longkey.pt")]
    [InlineData("hostile-resources/pairs_memory.pt")]
    public void A_hostile_file_that_was_found_is_refused_at_once(string name)
    {
        EnsureCheap(FoundFile.Path(name));
        Assert.Contains("shares its values without end", FoundFile.Refusal(name), StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_stored_elements_may_not_claim_to_be_gigabytes()
    {
        // Two stored elements are expanded to 2^24; and 4096 names stand for that.
        const string Expanded = "ctorch._utils\n_rebuild_tensor\n((X\x07\0\0\0storagectorch\nFloatStorage\n" +
            "X\x01\0\0\0" + "0X\x03\0\0\0cpuK\x02tQK\0J\0\0\0\x01\x85K\0\x85tRq\0";
        foreach (var pickle in new[] { $"{Expanded}.", $"{Expanded}0{HostileFiles.Shared(6)}." })
        {
            var path = folder.Write("a.pt", TorchArchive.Zip(TorchArchive.Latin(pickle)));
            var e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
            Assert.Contains("would take more than 16 times as many: they use the same stored elements again and again", e.Problem,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tied_weight_and_a_state_dict_under_two_keys_are_no_expansion()
    {
        var pickle = TorchArchive.Latin("}(X\x01\0\0\0a}X\x01\0\0\0w").Concat(TorchArchive.TensorOpcodes)
            .Concat(TorchArchive.Latin("sq\x05X\x01\0\0\0bh\x05u.")).ToArray();
        using var checkpoint = Checkpoint.Open(folder.Write("a.pt", TorchArchive.Zip(pickle)));
        Assert.Equal(["a/w", "b/w"], checkpoint.Tensors.Select(t => t.Name));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>All that inspecting a file does short of printing.</summary>
    private static void EnsureCheap(string path, long moreBytes = 0)
    {
        var size = new FileInfo(path).Length + moreBytes;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            CheckpointSummary.Of(checkpoint);
            ModelDescription.Recognise(checkpoint);
        }
        catch (CheckpointException e)
        {
            Assert.InRange(e.Message.Length, 1, 5000);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= FreeBytes + BytesPerByte * size,
            $"{allocated:N0} bytes were allocated for a file of {size:N0} bytes: {(double)allocated / size:N1} for each.");
    }
}
