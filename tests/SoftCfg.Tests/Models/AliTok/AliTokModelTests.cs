using SoftCfg.Models.AliTok;
using SoftCfg.Native;
using SoftCfg.Tests.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Models.AliTok;

/// <summary>What golden cases do not pin: positions by their formula, chunks, rows, sizes.</summary>
public sealed class AliTokModelTests : IDisposable
{
    private readonly AliTokModel model = TinyAliTok.Load();
    private readonly Tensor tokens = TensorArithmetic.Range(2 * 24).view(2, 24);

    public void Dispose()
    {
        model.Dispose();
        tokens.Dispose();
    }

    [Fact]
    public void Tokens_may_come_in_pieces_of_any_length()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var whole = Forward(25);
        var pieces = Forward(1, 1, 7, 16);
        Assert.True(allclose(pieces, whole, rtol: 1e-5, atol: 1e-5));
    }

    [Fact]
    public void The_condition_turns_its_query_to_nothing()
    {
        using var scope = NewDisposeScope();
        using var table = AliTokPositions.Table(headSize: 16, CPU);
        var input = ones(1, 1, AliTokPositions.TokenCount + 1, 16);
        var rotated = table.Rotate(input, table.First(input.shape[2]))[0, 0];
        Assert.Equal(274, table.Positions);
        Assert.True(rotated[0].EqualTo(0).all().item<bool>());
        // Prefix token 0 has angle 0: it is left as it is.
        Assert.True(rotated[1].EqualTo(1).all().item<bool>());
    }

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(17, 3, 16)]
    public void A_prefix_token_turns_by_its_number(int position, int pair, int token) =>
        AssertAngle(position, pair, token * Math.Pow(10000, -2.0 * pair / 16));

    [Theory]
    [InlineData(18, 0, 17)]
    [InlineData(18, 4, 17)]
    [InlineData(18 + 16 * 5 + 9, 1, 17 + 5)]
    [InlineData(18 + 16 * 5 + 9, 6, 17 + 9)]
    [InlineData(273, 3, 32)]
    public void A_grid_token_turns_by_its_row_and_by_its_column(int position, int pair, int coordinate) =>
        AssertAngle(position, pair, coordinate * Math.Pow(10000, -4.0 * (pair % 4) / 16));

    [Theory]
    [InlineData(0)]
    [InlineData(274)]
    public void A_sequence_longer_than_an_image_is_refused(int length)
    {
        var error = Assert.Throws<ArgumentException>(() => (TinyAliTok.Config with { SequenceLength = length }).Validate());
        Assert.Equal($"image_seq_len is {length}; it must lie between 1 and 273.", error.Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(32)]
    public void Heads_that_cannot_be_rotated_are_refused(int heads)
    {
        var error = Assert.Throws<ArgumentException>(() => (TinyAliTok.Config with { Heads = heads }).Validate());
        Assert.StartsWith($"num_attention_heads is {heads}, which does not divide hidden_size 64 into heads", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 256)]
    [InlineData(112, 512)]
    [InlineData(768, 2048)]
    [InlineData(1024, 2816)]
    [InlineData(1280, 3584)]
    public void Feed_forward_layers_have_the_published_width(int channels, int width) =>
        Assert.Equal(width, (TinyAliTok.Config with { HiddenSize = channels }).IntermediateSize);

    /// <summary>The pair (1, 0) of a position becomes (cos, sin).</summary>
    private static void AssertAngle(int position, int pair, double angle)
    {
        using var scope = NewDisposeScope();
        using var table = AliTokPositions.Table(headSize: 16, CPU);
        var input = zeros(1, 1, 1, 16);
        input[0, 0, 0, 2 * pair] = 1;
        var rotated = table.Rotate(input, table.First(position + 1).narrow(2, position, 1))[0, 0, 0];
        Assert.Equal(Math.Cos(angle), rotated[2 * pair].item<float>(), 1e-6);
        Assert.Equal(Math.Sin(angle), rotated[2 * pair + 1].item<float>(), 1e-6);
    }

    private Tensor Forward(params int[] pieces)
    {
        var (fed, conditions) = Passes.Behind(model, [3, 10], tokens);
        using var cache = model.CreateCache(2, 25);
        var logits = new List<Tensor>();
        foreach (var length in pieces)
            logits.Add(Passes.Feed(model, cache, conditions, fed.narrow(1, cache.LengthOf(0), length)));
        return cat(logits, 1);
    }
}
