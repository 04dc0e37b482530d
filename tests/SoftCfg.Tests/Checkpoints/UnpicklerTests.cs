using SoftCfg.Checkpoints;
using SoftCfg.Checkpoints.Torch;
using static SoftCfg.Tests.Checkpoints.TorchArchive;

namespace SoftCfg.Tests.Checkpoints;

public sealed class UnpicklerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_tensor_is_found_by_the_path_of_its_keys()
    {
        using var checkpoint = Open(
            [.. Latin("\x80\x02}X\x01\0\0\0a}X\x01\0\0\0b"), .. TensorOpcodes, .. Latin("ss.")]);

        using var tensor = checkpoint.Read("a/b");

        Assert.Equal([1f, 2f], tensor.data<float>().ToArray());
    }

    [Theory]
    [InlineData("(dVa\n")]
    [InlineData("}U\x01" + "a")]
    [InlineData("}T\x01\0\0\0a")]
    [InlineData("}V0\n0Va\n")]
    [InlineData("}(F1.5\nL12L\nI01\n1Va\np7\n0g7\n")]
    public void Opcodes_of_older_protocols_are_understood(string before)
    {
        using var checkpoint = Open([.. Latin(before), .. TensorOpcodes, .. Latin("s.")]);

        Assert.Equal("a float32 [2]", checkpoint.Tensors.Single().ToString());
    }

    [Theory]
    [InlineData("cargparse\nNamespace\n)\x81}X\x01\0\0\0aK\x01sb")]
    [InlineData("ccopy_reg\n_reconstructor\n(cargparse\nNamespace\nc__builtin__\nobject\nNtR}b")]
    [InlineData("comegaconf.listconfig\nListConfig\n)\x81}b")]
    [InlineData("cnumpy._core.multiarray\nscalar\n(cnumpy\ndtype\n(X\x02\0\0\0f8\x89\x88tRC\0tR")]
    [InlineData("cpathlib\nPosixPath\n(X\x01\0\0\0/tR")]
    [InlineData("ctorch\nbfloat16\n")]
    [InlineData("ctyping\nAny\n")]
    [InlineData("\x8f(K\x01\x90")]
    [InlineData("(K\x01\x91")]
    [InlineData("ccollections\ndeque\n)R(K\x01" + "e")]
    [InlineData("ceasydict\nEasyDict\n)\x81(K\x01K\x02u")]
    public void Harmless_objects_beside_the_tensors_are_skipped(string value)
    {
        using var checkpoint = Open(
            [.. Latin($"}}(X\x01\0\0\0x{value}X\x01\0\0\0w"), .. TensorOpcodes, .. Latin("u.")]);

        Assert.Equal("w", checkpoint.Tensors.Single().Name);
    }

    [Theory]
    [InlineData("cos\nsystem\n", "os.system")]
    [InlineData("cOS\nsystem\n", "OS.system")]
    [InlineData("ccollections\nordereddict\n", "collections.ordereddict")]
    [InlineData("ctorch\nFloatStorage.__init__\n", "torch.FloatStorage.__init__")]
    [InlineData("cmy.project\nConfig\n", "my.project.Config")]
    [InlineData("cbuiltins\ngetattr\n", "builtins.getattr")]
    [InlineData("ca\rb\nc\x1b[31m\n", @"a\x0db.c\x1b[31m")]
    [InlineData("X\x02\0\0\0osX\x06\0\0\0system\x93", "os.system")]
    public void Any_name_that_is_not_listed_is_refused_even_if_it_is_never_called(string value, string name)
    {
        var e = Assert.Throws<CheckpointException>(() => Open(Latin($"}}X\x01\0\0\0x{value}s.")));

        Assert.Contains($"the file wants to use {name}, which is not on the list", e.Problem, StringComparison.Ordinal);
        Assert.Contains("nothing was run", e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ctorch\nFloatStorage\n)R.", "torch.FloatStorage is called; it may only name the type of a storage")]
    [InlineData("K\x01)R.", "1 is called; expected an allowed name")]
    [InlineData("ccollections\nOrderedDict\nK\x01R.", "collections.OrderedDict is called with 1; expected a tuple")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "needs a storage, an offset, a size and a stride")]
    [InlineData("ctorch._utils\n_rebuild_parameter\n)R.", "needs a tensor as its first argument")]
    [InlineData("K\x01}b.", "BUILD on 1")]
    [InlineData("]K\x01K\x02s.", "keys are set on a list")]
    [InlineData("}K\x01" + "a.", "values are added to a dictionary")]
    [InlineData("}(K\x01u.", "a key without a value")]
    [InlineData("ccollections\nOrderedDict\n(](K\x01" + "etR.", "something that is no list of pairs")]
    [InlineData("K\x01K\x02\x93.", "the name of a class is not a text")]
    [InlineData("NQ.", "a persistent id is not a tuple")]
    [InlineData("Ifive\n.", "not a whole number")]
    [InlineData("Ffive\n.", "not a number")]
    [InlineData("K\x01pminus\n.", "not a whole number")]
    [InlineData("K\x01p-1\n.", "a memo index is not a whole number from 0 on")]
    [InlineData("\x80\x06.", "pickle protocol 6; expected at most 5")]
    [InlineData("0.", "an opcode takes a value from an empty stack")]
    [InlineData("K\x01(\x85.", "an opcode takes a value from an empty stack")]
    [InlineData("ios\nsystem\n.", "opcode 0x69 is unknown or not allowed")]
    [InlineData("\x82\x01.", "opcode 0x82 is unknown or not allowed")]
    [InlineData("Pid\n.", "the file was saved with pickle protocol 0, which keeps no tensors")]
    [InlineData("K\x01j\0\0\0\x7f.", "memo entry 2130706432 is used but was never stored")]
    [InlineData("K\x01r\0\0\0\x7f.", "memo entry 2130706432 is stored, but 7 bytes cannot hold so many before it")]
    [InlineData("ccollections\nOrderedDict\nK\x01\x85R.", "collections.OrderedDict is made from 1; expected a dictionary or pairs")]
    [InlineData("ccollections\nOrderedDict\n)}K\x01K\x02s\x92.", "called with arguments by name")]
    [InlineData("V\xff\n.", "not valid UTF-8")]
    public void A_malformed_pickle_is_refused_with_its_place(string pickle, string problem)
    {
        var e = Assert.Throws<CheckpointException>(() => Open(Latin(pickle)));

        Assert.Matches("^pickle at offset [0-9]+: ", e.Problem);
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_lines_texts_and_programs_are_refused()
    {
        Assert.Contains("more than 4096 bytes", Refusal(Latin($"c{new string('a', 5000)}")), StringComparison.Ordinal);
        Assert.Contains("more than 4000000 opcodes", Refusal(Latin(new string('N', 4_000_001))),
            StringComparison.Ordinal);
        Assert.Contains("claims 268435456 bytes", Refusal(Latin("X\0\0\0\x10")), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_shared_values_are_refused()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("nested more than 64 deep", Refusal(Latin($"){new string('\x85', 1_000_000)}.")),
            StringComparison.Ordinal);
        Assert.Contains("shares its values without end",
            Refusal(Latin($"){string.Concat(Enumerable.Repeat("2\x86", 60))}.")), StringComparison.Ordinal);
        // Without the limits, 2^60 values or a stack as deep as the program is long.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_key_that_is_set_twice_keeps_its_place_and_the_last_value()
    {
        using var checkpoint = Open([.. Latin("}(X\x01\0\0\0aX\x01\0\0\0xX\x01\0\0\0b"), .. TensorOpcodes,
            .. Latin("X\x01\0\0\0a"), .. TensorOpcodes, .. Latin("u.")]);
        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Theory]
    [InlineData("ccollections\nOrderedDict\n]X\x01\0\0\0a", "\x86" + "a\x85R.")]
    [InlineData("ccollections\nOrderedDict\nX\x01\0\0\0a", "\x86\x85\x85R.")]
    [InlineData("ccollections\nOrderedDict\n}X\x01\0\0\0a", "s\x85R.")]
    [InlineData("ccollections\ndefaultdict\ncbuiltins\nlist\n}X\x01\0\0\0a", "s\x86R.")]
    [InlineData("cbuiltins\ndict\n}X\x01\0\0\0a", "s\x85R.")]
    public void What_a_dictionary_is_made_from_is_in_it(string before, string after)
    {
        using var checkpoint = Open([.. Latin(before), .. TensorOpcodes, .. Latin(after)]);
        Assert.Equal("a", checkpoint.Tensors.Single().Name);
    }

    [Fact]
    public void Two_tensors_with_one_path_are_refused()
    {
        var e = Refusal(
            [.. Latin("}X\x01\0\0\0" + "0"), .. TensorOpcodes, .. Latin("sK\0"), .. TensorOpcodes, .. Latin("s.")]);
        Assert.Contains("two tensors have the path '0'", e, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_cannot_multiply()
    {
        var tensors = Enumerable.Range(0, 100)
            .SelectMany(i => (byte[])[(byte)'K', (byte)i, .. TensorOpcodes, (byte)'s']);
        var e = Refusal([.. Latin("}X\0\0\x04\0"), .. new byte[1 << 18], (byte)'}', .. tensors, .. Latin("s.")]);
        Assert.Contains("shares its values without end", e, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_holds_no_name_that_could_act()
    {
        Assert.Null(PickleGlobals.Find("builtins", "eval"));
        Assert.Null(PickleGlobals.Find("torch", "load"));
        Assert.Null(PickleGlobals.Find("torch._utils", ""));
        Assert.Equal(PickleGlobalKind.Storage, PickleGlobals.Find("torch", "BFloat16Storage")!.Kind);
    }

    public void Dispose() => folder.Dispose();

    private ICheckpoint Open(byte[] pickle) => Checkpoint.Open(folder.Write("a.pt", Zip(pickle)));

    private string Refusal(byte[] pickle) => Assert.Throws<CheckpointException>(() => Open(pickle)).Problem;
}
