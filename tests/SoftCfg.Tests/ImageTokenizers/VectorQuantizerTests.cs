using CsCheck;
using SoftCfg.ImageTokenizers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers;

public class VectorQuantizerTests
{
    private const int Codes = 16, Channels = 4, Grid = 3;

    [Fact]
    public void Normalised_codes_and_latents_may_have_any_length() => Gen.Int[0, 1000].Sample(seed =>
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var codebook = Random(seed, normalises: true);
        var latents = Latents(seed + 1);
        var tokens = codebook.call(latents);
        var looked = codebook.Lookup(tokens, Grid, Grid);
        // Powers of two scale without rounding.
        codebook.Embedding.Weight.mul_(tensor(Enumerable.Range(0, Codes).Select(code => (float)(1 << code % 5)).ToArray()).unsqueeze(1));

        Assert.Equal(Tensors.Longs(tokens), Tensors.Longs(codebook.call(latents.Times(8))));
        Assert.True(codebook.Lookup(tokens, Grid, Grid).allclose(looked));
        Assert.True(looked.norm(1).allclose(ones(1, Grid, Grid)));
    }, iter: 20);

    [Fact]
    public void Plain_codes_and_latents_are_compared_as_they_are()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var codebook = new VectorQuantizer(2, 1, normalises: false, ScalarType.Float32, CPU);
        codebook.Embedding.Weight.copy_(tensor(new float[] { 1, 5 }).unsqueeze(1));
        var latents = tensor(new float[] { 2.9f, 3.1f, -9, 9 }).view(1, 1, 2, 2);
        Assert.Equal([0L, 1, 0, 1], Tensors.Longs(codebook.call(latents)));
        Assert.Equal([1f, 5, 1, 5], Tensors.Floats(codebook.Lookup(codebook.call(latents), 2, 2)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_equal_codes_the_first_is_taken(bool normalises)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var codebook = Random(seed: 1, normalises);
        codebook.Embedding.Weight.narrow(0, Codes / 2, Codes / 2).copy_(codebook.Embedding.Weight.narrow(0, 0, Codes / 2));
        Assert.All(Tensors.Longs(codebook.call(Latents(2))), token => Assert.InRange(token, 0, Codes / 2 - 1));
    }

    [Fact]
    public void A_code_finds_itself()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var codebook = Random(seed: 3, normalises: true);
        var tokens = TensorArithmetic.Range(9).view(1, 9);
        Assert.Equal(Tensors.Longs(tokens), Tensors.Longs(codebook.call(codebook.Lookup(tokens, Grid, Grid))));
    }

    [Fact]
    public void Distances_of_many_latents_to_many_codes_are_not_all_there_at_once()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        // 16,384 codes: 1,024 latents at a time.
        using var codebook = new VectorQuantizer(1 << 14, Channels, normalises: false, ScalarType.Float32, CPU);
        using var generator = new Generator(1);
        codebook.Embedding.Weight.copy_(randn([1 << 14, Channels], generator: generator));
        var tokens = randint(0, 1 << 14, [2, 50 * 25], ScalarType.Int64, generator: generator);
        var latents = codebook.Lookup(tokens, 50, 25);
        Assert.Equal([2, Channels, 50, 25], latents.shape);
        Assert.Equal(Tensors.Longs(tokens), Tensors.Longs(codebook.call(latents)));
    }

    private static Tensor Latents(int seed) => Tensors.Random(seed, Channels, Grid * Grid).view(1, Channels, Grid, Grid);

    private static VectorQuantizer Random(int seed, bool normalises)
    {
        var codebook = new VectorQuantizer(Codes, Channels, normalises, ScalarType.Float32, CPU);
        codebook.Embedding.Weight.copy_(Tensors.Random(seed, Codes, Channels));
        return codebook;
    }
}
