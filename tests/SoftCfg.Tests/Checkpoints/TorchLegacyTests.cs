using System.Text;
using SoftCfg.Checkpoints;
using static SoftCfg.Tests.Checkpoints.TorchArchive;

namespace SoftCfg.Tests.Checkpoints;

public sealed class TorchLegacyTests : IDisposable
{
    private const string Preamble = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.M\xe9\x03.";
    private const string System = "}X\r\0\0\0little_endian\x88s.";
    private const string Keys = "](X\x01\0\0\0" + "7e.";
    private const string Storage = "\x04\0\0\0\0\0\0\0\x01\x02\x03\x04";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_view_of_a_storage_starts_where_its_window_does()
    {
        using var checkpoint = Open(Tensor("(X\x01\0\0\0" + "8K\x01K\x02t") + ".", Keys, Storage);

        using var tensor = checkpoint.Read("");

        Assert.Equal(new byte[] { 2, 3 }, tensor.data<byte>().ToArray());
    }

    [Fact]
    public void A_storage_inside_a_skipped_object_is_passed_over()
    {
        using var checkpoint = Open($"cargparse\nNamespace\n)\x81}}X\x01\0\0\0a{Tensor("N")}sb.", Keys, Storage);

        Assert.Empty(checkpoint.Tensors);
    }

    [Theory]
    [InlineData("(X\x01\0\0\0" + "8K\x03K\x02t", "the view of storage 7 is not (key, offset, size) within its 4")]
    [InlineData("K\x05", "the view of storage 7 is not (key, offset, size)")]
    public void A_window_outside_its_storage_is_refused(string window, string problem)
    {
        var e = Assert.Throws<CheckpointException>(() => Open(Tensor(window) + ".", Keys, Storage));
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("].", "", "storage 7 is used by a tensor but not in the file")]
    [InlineData("].", "x", "the storages end at offset")]
    [InlineData("}.", "", "the storage keys at offset")]
    [InlineData("](X\x01\0\0\0" + "9e.", Storage, "is used nowhere")]
    [InlineData(Keys, Storage + "x", "the storages end at offset")]
    [InlineData("](X\x01\0\0\0" + "7X\x01\0\0\0" + "7e.", Storage + Storage, "storage 7 is listed twice")]
    [InlineData(Keys, "\x05\0\0\0\0\0\0\0\x01\x02\x03\x04\x05", "claims 5 elements; its tensors need 4")]
    public void Storages_must_be_listed_once_and_fill_the_file(string keys, string storages, string problem)
    {
        var e = Assert.Throws<CheckpointException>(() => Open(Tensor("N") + ".", keys, storages));
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\x80\x02K\x05.", "is not PyTorch's magic number")]
    [InlineData("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.K\x05.", "is not 1001")]
    [InlineData(Preamble + "N.", "is not a dictionary")]
    [InlineData(Preamble + "}X\r\0\0\0little_endian\x89s.", "big-endian byte order")]
    public void A_wrong_preamble_is_refused(string content, string problem)
    {
        var e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Write("a", Latin(content))));
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Opcodes of a uint8 tensor [2] over storage 7, of 4 elements.</summary>
    private static string Tensor(string window) =>
        "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nByteStorage\n" +
        "X\x01\0\0\0" + "7X\x03\0\0\0cpuK\x04" + window +
        "tQK\0K\x02\x85K\x01\x85\x89" + "ccollections\nOrderedDict\n)RtR";

    private ICheckpoint Open(string pickle, string keys, string storages) =>
        Checkpoint.Open(folder.Write("a", Encoding.Latin1.GetBytes(Preamble + System + pickle + keys + storages)));
}
