using SoftCfg.ImageTokenizers;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using SoftCfg.Tests.ImageTokenizers.MoVqGan;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers;

/// <summary>Image tokenizers by kernels of our own, with random weights; golden cases say that what they compute is right.</summary>
public class PackedTokenizerTests
{
    private const int Images = 7;

    public static TheoryData<string, Func<IImageTokenizer>> Families => new()
    {
        { "alitok", () => new AliTokTokenizer(AliTok) },
        { "maskgit-vq", () => new MaskGitVqTokenizer(MaskGitVq) },
        { "maskgit-vq, grey", () => new MaskGitVqTokenizer(MaskGitVq with { ImageChannels = 1, Resolution = 28 }) },
        { "movqgan", () => new MoVqGanTokenizer(MoVqGan) },
        { "movqgan, in strips", () => new MoVqGanTokenizer(MoVqGan) { Plan = new StripPlan(0, 0, 1 << 14, 1 << 16) } },
        { "robustok", () => new RobusTokTokenizer(RobusTok) },
    };

    // Sizes that are multiples of nothing, as far as the families allow, and large enough for several threads.
    private static AliTokTokenizerConfig AliTok => AliTokTokenizerPresets.Published with
    {
        ImageSize = 60,
        PatchSize = 12,
        CodebookSize = 50,
        CodeChannels = 5,
        Encoder = new() { Width = 33, Layers = 1, Heads = 3 },
        Decoder = new() { Width = 129, Layers = 2, Heads = 3 },
    };

    private static MaskGitVqConfig MaskGitVq => MaskGitVqPresets.Published with
    {
        ChannelMultipliers = [1, 2],
        HiddenChannels = 32,
        ResidualBlocks = 1,
        CodeChannels = 7,
        CodebookSize = 50,
        Resolution = 44,
    };

    private static MoVqGanConfig MoVqGan => TinyMoVqGan.Config with
    {
        Network = TinyMoVqGan.Config.Network with { Resolution = 44, AttentionResolutions = [11] },
    };

    private static RobusTokConfig RobusTok => RobusTokPresets.Published with
    {
        CodebookSize = 50,
        CodeChannels = 9,
        ImageSize = 60,
        PatchSize = 12,
        LatentTokens = 25,
        Width = 129,
        Depth = 2,
        Heads = 3,
    };

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Pixels_have_the_same_bits_whatever_the_batch_and_the_threads(string name, Func<IImageTokenizer> build)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var tokenizer = Random(build);
        ((IPackedTokenizer)tokenizer).Pack();
        var tokens = Tokens(tokenizer);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = cat(tokens.split(1).Select(tokenizer.Decode).ToList(), 0);
            Assert.Equal([Images, 3, tokenizer.ImageSize, tokenizer.ImageSize], alone.shape);
            Assert.False(alone[0].allclose(alone[1]), $"Images of {name} do not depend on their tokens.");
            foreach (var count in new[] { 1, 3 })
            {
                set_num_threads(count);
                foreach (var batch in new[] { 1, 3, Images })
                {
                    var together = cat(tokens.split(batch).Select(tokenizer.Decode).ToList(), 0);
                    Assert.True(Tensors.AreEqual(alone, together), $"{name}: {count} threads, batches of {batch}.");
                }
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Tokens_are_the_same_whatever_the_batch_and_the_threads(string name, Func<IImageTokenizer> build)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var tokenizer = Random(build);
        ((IPackedTokenizer)tokenizer).Pack();
        using var generator = new Generator(5);
        var images = rand([3, 3, tokenizer.ImageSize, tokenizer.ImageSize], generator: generator);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = images.split(1).SelectMany(image => Tensors.Longs(tokenizer.Encode(image).flatten())).ToArray();
            Assert.True(alone.Distinct().Count() > 1, $"All tokens of {name} are the same.");
            set_num_threads(3);
            Assert.Equal(alone, Tensors.Longs(tokenizer.Encode(images).flatten()));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Kernels_compute_what_libtorch_does(string name, Func<IImageTokenizer> build)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var tokenizer = Random(build);
        var tokens = Tokens(tokenizer);
        var expected = tokenizer.Decode(tokens);
        using var generator = new Generator(3);
        var images = rand([2, 3, tokenizer.ImageSize, tokenizer.ImageSize], generator: generator);
        var codes = tokenizer.Encode(images);
        ((IPackedTokenizer)tokenizer).Pack();
        var actual = tokenizer.Decode(tokens);
        // Against what pixels are summed from: random weights do not keep them between -1 and 1.
        var scale = Math.Max(1, expected.abs().max().item<float>());
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-5 * scale), $"{name}: {(actual - expected).abs().max().item<float>()} apart.");
        Assert.Equal(Tensors.Longs(codes.flatten()), Tensors.Longs(tokenizer.Encode(images).flatten()));
    }

    [Fact]
    public void What_is_packed_cannot_be_packed_again()
    {
        using var tokenizer = new AliTokTokenizer(AliTok);
        tokenizer.Pack();
        Assert.True(tokenizer.IsPacked);
        Assert.Contains("packed", Assert.Throws<InvalidOperationException>(tokenizer.Pack).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_float32_on_the_cpu_is_packed()
    {
        using var tokenizer = new RobusTokTokenizer(RobusTok, ScalarType.BFloat16);
        var message = Assert.Throws<InvalidOperationException>(tokenizer.Pack).Message;
        Assert.Equal("Weights are packed from float32 on the CPU; some of these are BFloat16 on cpu.", message);
        Assert.False(tokenizer.IsPacked);
        using var elsewhere = new MaskGitVqTokenizer(MaskGitVq, device: device("meta"));
        Assert.Contains("Float32 on meta", Assert.Throws<InvalidOperationException>(elsewhere.Pack).Message, StringComparison.Ordinal);
    }

    private static Tensor Tokens(IImageTokenizer tokenizer)
    {
        using var generator = new Generator(2);
        return randint(0, tokenizer.CodebookSize, [Images, tokenizer.TokensPerImage], ScalarType.Int64, generator: generator);
    }

    private static IImageTokenizer Random(Func<IImageTokenizer> build)
    {
        var tokenizer = build();
        using var generator = new Generator(1);
        foreach (var parameter in ((nn.Module)tokenizer).parameters())
            parameter.copy_(randn(parameter.shape, generator: generator).DividedBy(Math.Sqrt(parameter.shape[^1])));
        return tokenizer;
    }
}
