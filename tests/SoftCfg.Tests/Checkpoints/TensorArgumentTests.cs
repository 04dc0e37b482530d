using SoftCfg.Checkpoints;
using static SoftCfg.Tests.Checkpoints.TorchArchive;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>No argument of the functions that make tensors is passed over.</summary>
public sealed class TensorArgumentTests : IDisposable
{
    private const string Storage = "(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x02tQ";
    private const string Bytes = "(X\x07\0\0\0storagectorch.storage\nUntypedStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x08tQ";
    private const string Place = "K\0K\x02\x85K\x01\x85";
    private const string Hooks = "ccollections\nOrderedDict\n)R";
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n(" + Storage + Place + "\x89" + Hooks + "tR";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("}", 1f, 2f)]
    [InlineData("N", 1f, 2f)]
    [InlineData("}X\x03\0\0\0neg\x88s", -1f, -2f)]
    [InlineData("}X\x03\0\0\0neg\x89s", 1f, 2f)]
    [InlineData("}X\x04\0\0\0conj\x89s", 1f, 2f)]
    public void Marks_of_a_tensor_change_its_numbers_or_nothing(string marks, float first, float second) =>
        Assert.Equal([first, second], Values($"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{Place}\x89{Hooks}{marks}tR."));

    [Theory]
    [InlineData("}X\x04\0\0\0conj\x88s", "the mark 'conj' = True, which is not supported")]
    [InlineData("}X\x03\0\0\0negK\x01s", "the mark 'neg' = 1")]
    [InlineData("}X\x05\0\0\0zerot\x88s", "the mark 'zerot' = True")]
    [InlineData("]", "arguments that are not understood behind the stride")]
    [InlineData("}N", "arguments that are not understood behind the stride")]
    public void A_mark_that_is_not_understood_is_refused(string marks, string problem) =>
        Refuses($"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{Place}\x89{Hooks}{marks}tR.", problem);

    [Theory]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + Storage + Place + "tR.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n(" + Bytes + Place + "\x89" + Hooks + "ctorch\nfloat32\ntR.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n(" + Bytes + Place + "\x89" + Hooks + "ctorch\nfloat32\n}tR.")]
    [InlineData("ctorch._utils\n_rebuild_parameter\n(" + Tensor + "\x88" + Hooks + "tR.")]
    [InlineData("ctorch._utils\n_rebuild_parameter_with_state\n(" + Tensor + "\x88" + Hooks + "}X\x01\0\0\0aK\x01stR.")]
    [InlineData("ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n(" + Storage + Place +
        "\x89" + Hooks + "t}tR.")]
    public void All_ways_to_say_a_plain_tensor_are_read(string pickle) => Assert.Equal([1f, 2f], Values(pickle));

    [Theory]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n(" + Bytes + Place + "\x89" + Hooks + "ctorch\nuint32\ntR.",
        "a tensor of torch.uint32 is not supported; the types are float64,")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n(" + Bytes + Place + "\x89" + Hooks + "tR.", "a tensor of None is not supported")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n(" + Bytes + "K\x01K\x02\x85K\x01\x85\x89" + Hooks + "ctorch\nfloat32\ntR.",
        "reaches past its 2 elements")]
    [InlineData("ctorch._utils\n_rebuild_parameter_with_state\n(" + Tensor + "\x88" + Hooks + "}X\x03\0\0\0SCB" + Tensor + "stR.",
        "gives a tensor the attribute 'SCB', which is a tensor and would be lost")]
    [InlineData("ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nSize\n(" + Storage + Place +
        "\x89" + Hooks + "t}tR.", "a specialised tensor (torch.Size) is not supported")]
    [InlineData("ctorch._utils\n_rebuild_qtensor\n.", "a quantised tensor (torch._utils._rebuild_qtensor) is not supported")]
    [InlineData("(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0NK\x02tQ.", "the location of storage 0 is None")]
    public void What_would_be_lost_is_refused(string pickle, string problem) => Refuses(pickle, problem);

    [Fact]
    public void A_negated_truth_value_is_refused() => Refuses("ctorch._utils\n_rebuild_tensor_v2\n(" +
        Storage.Replace("Float", "Bool", StringComparison.Ordinal).Replace("K\x02tQ", "K\x08tQ", StringComparison.Ordinal) +
        $"{Place}\x89{Hooks}}}X\x03\0\0\0neg\x88stR.", "a tensor of truth values is marked as negated");

    public void Dispose() => folder.Dispose();

    private float[] Values(string pickle)
    {
        using var checkpoint = Open(pickle);
        using var tensor = checkpoint.Read("");
        return tensor.data<float>().ToArray();
    }

    private void Refuses(string pickle, string problem) => Assert.Contains(problem,
        Assert.Throws<CheckpointException>(() => Open(pickle)).Problem, StringComparison.Ordinal);

    private ICheckpoint Open(string pickle) => Checkpoint.Open(folder.Write("a.pt", Zip(Latin(pickle))));
}
