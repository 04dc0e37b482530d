using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

public sealed class StateDictSelectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("a,b", "a,b", "")]
    [InlineData("optimizer/0,model/a,ema/b", "a", "state dict 'model'")]
    [InlineData("ema/a,optimizer/0", "a", "state dict 'ema'")]
    [InlineData("a,model/b", "a,model/b", "")]
    [InlineData("module.a,module.b.c", "a,b.c", "without the prefix 'module.'")]
    [InlineData("module.a,b", "module.a,b", "")]
    [InlineData("state_dict/module._orig_mod.a", "a",
        "state dict 'state_dict', without the prefix 'module.', without the prefix '_orig_mod.'")]
    [InlineData("module/model/a", "a", "state dict 'module', state dict 'model'")]
    public void The_models_tensors_are_found_and_named(string stored, string found, string selection)
    {
        using var checkpoint = Open(stored.Split(',')).Unwrap();

        Assert.Equal(found.Split(','), checkpoint.Tensors.Select(t => t.Name), StringComparer.Ordinal);
        Assert.Equal(selection, checkpoint.Selection);
        foreach (var tensor in checkpoint.Tensors)
            checkpoint.Read(tensor.Name).Dispose();
    }

    [Fact]
    public void A_selected_state_dict_reads_its_own_values()
    {
        using var checkpoint = Open("model/a", "ema/a").Select("ema");

        using var value = checkpoint.Read("a");

        Assert.Equal(1, value.item<long>());
        var e = Assert.Throws<CheckpointException>(() => checkpoint.Read("ema/a"));
        Assert.Contains("there is no tensor 'ema/a'. It holds a.", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_state_dict_lists_those_there_are()
    {
        using var checkpoint = Open("model/a", "ema/a");
        var e = Assert.Throws<CheckpointException>(() => checkpoint.Select("em"));
        Assert.Contains("there is no state dict 'em'. The file has model, ema.", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_nesting_asks_for_a_choice()
    {
        using var checkpoint = Open("generator/a", "discriminator/a");
        var e = Assert.Throws<CheckpointException>(() => checkpoint.Unwrap());
        Assert.Contains("the file has generator, discriminator. 'softcfg convert ", e.Problem, StringComparison.Ordinal);
        Assert.Contains(" OUT.safetensors --select generator' takes one out", e.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w,b", "")]
    [InlineData("model/w,model/b,loss", "state dict 'model'")]
    [InlineData("rng,loss,n_averaged,model/b,model/w", "state dict 'model'")]
    [InlineData("model_state_dict/w,model_state_dict/b,optimizer/state/0/w", "state dict 'model_state_dict'")]
    [InlineData("a/b/net/w,a/b/net/b,a/w,b", "state dict 'a/b/net'")]
    [InlineData("model/x,ema_weights/w,ema_weights/b", "state dict 'ema_weights'")]
    [InlineData("model/w,model/b,ema/w,ema/b", "state dict 'model'")]
    [InlineData("ema/w,ema/b,model/w,model/b,old/model/w,old/model/b", "state dict 'model'")]
    [InlineData("w,b,ema/w,ema/b", "the tensors outside state dicts")]
    [InlineData("0/w,0/b,1/x", "state dict '0'")]
    [InlineData("module.w,module.b", "without the prefix 'module.'")]
    [InlineData("n_averaged,module.w,module.b", "without the prefix 'module.', leaving out n_averaged")]
    [InlineData("model/module._orig_mod.w,model/module._orig_mod.b,loss",
        "state dict 'model', without the prefix 'module.', without the prefix '_orig_mod.'")]
    [InlineData("net/_fsdp_wrapped_module.w,net/_fsdp_wrapped_module._checkpoint_wrapped_module.b",
        "state dict 'net', without the prefix '_fsdp_wrapped_module.', without the prefix '_checkpoint_wrapped_module.'")]
    public void The_state_dict_that_is_recognised_is_the_models_wherever_it_is(string stored, string selection)
    {
        using var checkpoint = Open(stored.Split(',')).Unwrap(IsModel);

        Assert.Equal(["b", "w"], checkpoint.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal(selection, checkpoint.Selection);
        foreach (var tensor in checkpoint.Tensors)
            checkpoint.Read(tensor.Name).Dispose();
    }

    [Fact]
    public void Wrappers_of_parts_are_dropped_from_the_middle_of_a_name()
    {
        using var checkpoint = Open("w", "b", "blocks.0._orig_mod.w", "blocks.1.module.fc._checkpoint_wrapped_module.w").Unwrap(IsModel);

        Assert.Equal(["w", "b", "blocks.0.w", "blocks.1.fc.w"], checkpoint.Tensors.Select(t => t.Name));
        Assert.Equal("without '_orig_mod.' inside the names, without 'module.' inside the names, " +
            "without '_checkpoint_wrapped_module.' inside the names", checkpoint.Selection);
    }

    [Theory]
    [InlineData("blocks._orig_mod.w,blocks.w,w,b", "tensors 'blocks._orig_mod.w' and 'blocks.w' would both be named 'blocks.w'")]
    [InlineData("module.w,module.b,w,b", "tensors 'module.w' and 'w' would both be named 'w'")]
    public void Names_that_are_one_without_their_wrappers_are_refused(string stored, string problem)
    {
        using var checkpoint = Open(stored.Split(','));
        var e = Assert.Throws<CheckpointException>(() => checkpoint.Unwrap(IsModel));
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_only_ends_like_a_wrapper_keeps_its_name()
    {
        using var checkpoint = Open("w", "b", "scale.module").Unwrap(IsModel);
        Assert.Equal(["w", "b", "scale.module"], checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Of_several_models_none_is_guessed_and_the_command_that_takes_one_out_is_named()
    {
        using var checkpoint = Open("student/w", "student/b", "teacher/w", "teacher/b", "optimizer/0");

        var e = Assert.Throws<CheckpointException>(() => checkpoint.Unwrap(IsModel));

        Assert.StartsWith("several state dicts are a model: the file has student, teacher. 'softcfg convert ", e.Problem,
            StringComparison.Ordinal);
        Assert.EndsWith("a.safetensors OUT.safetensors --select student' takes one out; use that file.", e.Problem,
            StringComparison.Ordinal);
        using var chosen = checkpoint.Select("student");
        Assert.Equal(["w", "b"], chosen.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Renaming_can_leave_tensors_out_but_not_merge_them()
    {
        using var checkpoint = Open("a", "b");

        using var renamed = checkpoint.Rename(name => name == "b" ? "c" : null);

        Assert.Equal("c", renamed.Tensors.Single().Name);
        var e = Assert.Throws<CheckpointException>(() => checkpoint.Rename(_ => "x"));
        Assert.Contains("tensors 'a' and 'b' would both be named 'x'", e.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static bool IsModel(ICheckpoint tensors) => tensors.Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal)
        .IsSupersetOf(["w", "b"]);

    /// <summary>A file whose tensor number i holds i.</summary>
    private SafetensorsFile Open(params string[] names)
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, names.Select((name, i) => (name, tensor((long)i))));
        return SafetensorsFile.Open(path);
    }
}
