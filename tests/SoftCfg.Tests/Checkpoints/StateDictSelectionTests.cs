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
        Assert.Contains("The file has generator, discriminator; select one of them.", e.Problem,
            StringComparison.Ordinal);
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

    /// <summary>A file whose tensor number i holds i.</summary>
    private SafetensorsFile Open(params string[] names)
    {
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, names.Select((name, i) => (name, tensor((long)i))));
        return SafetensorsFile.Open(path);
    }
}
