using SoftCfg.Layers;
using SoftCfg.Models.Rar;
using SoftCfg.Native;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Tests.Layers;
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
        var both = Forward(model, tokens);
        var other = tokens.clone();
        other.select(0, 1).zero_();
        Assert.True(Tensors.AreEqual(Forward(model, other)[0], both[0]));
    }

    [Fact]
    public void Half_precision_weights_give_float32_logits()
    {
        using var noGradients = no_grad();
        using var reduced = RarCases.Load(golden, ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        var logits = Forward(reduced, tokens);
        Assert.Equal(ScalarType.Float32, logits.dtype);
        Assert.All(reduced.parameters(), parameter => Assert.Equal(ScalarType.BFloat16, parameter.dtype));
    }

    [Fact]
    public void Tokens_may_come_in_pieces_of_any_length()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var whole = Forward(model, tokens, 18);
        Assert.True(allclose(Forward(model, tokens, 1, 1, 5, 11), whole, rtol: 1e-5, atol: 1e-5));
    }

    [Fact]
    public void A_pass_that_does_not_say_the_condition_is_refused()
    {
        using var cache = model.CreateCache(2, 18);
        using var pass = new ForwardPass(tokens, [0, 1], cache);
        var error = Assert.Throws<ArgumentException>(() => model.Forward(pass, cache));
        Assert.StartsWith("The norms look at the condition at every position; the pass holds none.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Logits of the context and all tokens, fed in pieces.</summary>
    private Tensor Forward(RarModel model, Tensor tokens, params int[] pieces)
    {
        var classes = labels.data<long>().Select(label => (int?)label);
        var (fed, conditions) = Passes.Behind(model, classes, tokens);
        using var cache = model.CreateCache(2, (int)fed.shape[1]);
        return cat((pieces.Length == 0 ? [(int)fed.shape[1]] : pieces)
            .Select(length => Passes.Feed(model, cache, conditions, fed.narrow(1, cache.LengthOf(0), length))).ToArray(), 1);
    }
}
