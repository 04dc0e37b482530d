using SoftCfg.Models.Rar;
using SoftCfg.Native;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Models.Rar;

/// <summary>What golden cases do not pin: orders other than raster, rows, types.</summary>
public sealed class RarModelTests : IDisposable
{
    private readonly GoldenCase golden = GoldenCase.Load(Path.Combine(GoldenCases.OwnFolder, "rar", "forward"));
    private readonly RarModel model;
    private readonly Tensor labels, tokens;

    public RarModelTests()
    {
        model = RarCases.Load(golden);
        (labels, tokens) = (golden.Input("labels"), golden.Input("tokens"));
    }

    public void Dispose()
    {
        model.Dispose();
        golden.Dispose();
    }

    [Fact]
    public void In_any_order_a_token_sees_only_those_before_it()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var order = tensor(new long[] { 7, 2, 15, 0, 9, 4, 11, 1, 3, 14, 6, 8, 10, 5, 13, 12 }).expand(2, -1);
        var before = model.ForwardInOrder(labels, tokens, order);
        var changed = tokens.clone();
        changed.select(1, 4).PlusInPlace(1).remainder_(tensor((long)model.CodebookSize));  // comes sixth
        var after = model.ForwardInOrder(labels, changed, order);

        Assert.True(Tensors.AreEqual(after.narrow(1, 0, 6), before.narrow(1, 0, 6)));
        Assert.False(Tensors.AreEqual(after.narrow(1, 6, 10), before.narrow(1, 6, 10)));
    }

    [Fact]
    public void A_row_does_not_affect_another()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var cache = model.CreateCache(2);
        var both = model.Forward(labels, tokens, cache);
        var other = tokens.clone();
        other.select(0, 1).zero_();
        using var otherCache = model.CreateCache(2);
        Assert.True(Tensors.AreEqual(model.Forward(labels, other, otherCache)[0], both[0]));
    }

    [Fact]
    public void Half_precision_weights_give_float32_logits()
    {
        using var noGradients = no_grad();
        using var reduced = RarCases.Load(golden, ScalarType.BFloat16);
        using var cache = reduced.CreateCache(2);
        using var logits = reduced.Forward(labels, tokens, cache);
        Assert.Equal(ScalarType.Float32, logits.dtype);
        Assert.All(reduced.parameters(), parameter => Assert.Equal(ScalarType.BFloat16, parameter.dtype));
    }
}
