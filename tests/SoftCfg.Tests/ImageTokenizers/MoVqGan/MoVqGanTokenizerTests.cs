using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.MoVqGan;

/// <summary>What golden cases do not pin: other sizes, strips, what is refused.</summary>
public sealed class MoVqGanTokenizerTests : IDisposable
{
    private readonly MoVqGanTokenizer tokenizer = TinyMoVqGan.Load();

    public static TheoryData<long, long, long, long> Plans => new()
    {
        // Two rows a strip, a strip or more in a chunk; more rows; strips of the finest layers only; layers stored or computed again.
        { 0, 0, 1, 1 },
        { 0, 0, 1, 40_000 },
        { 0, 1 << 30, 1, 1 },
        { 0, 0, 50_000, 1 },
        { 60_000, 0, 1, 20_000 },
        { 60_000, 150_000, 1, 20_000 },
        { 100_000, 0, 20_000, 60_000 },
    };

    public void Dispose() => tokenizer.Dispose();

    [Fact]
    public void It_says_what_it_takes_and_returns()
    {
        Assert.Equal((50, 36, 24, 4), (tokenizer.CodebookSize, tokenizer.TokensPerImage, tokenizer.ImageSize, tokenizer.PixelsPerToken));
        Assert.Equal(PixelRange.AroundZeroRounded, tokenizer.PixelRange);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void In_strips_a_picture_is_what_it_is_as_a_whole(long wholeBytes, long storedBytes, long stripBytes, long chunkBytes)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (tokens, pixels) = (TinyMoVqGan.Tokens(2, 5 * 7), TinyMoVqGan.Pixels(2, 20, 28));
        var (expected, latents) = (tokenizer.Decode(tokens, 5, 7), tokenizer.EncodeLatents(pixels));
        tokenizer.Pack();
        tokenizer.Plan = new StripPlan(wholeBytes, storedBytes, stripBytes, chunkBytes);
        AssertClose(expected, tokenizer.Decode(tokens, 5, 7));
        AssertClose(latents, tokenizer.EncodeLatents(pixels));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(8, 3)]
    public void A_grid_need_not_be_square(int rows, int columns)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var tokens = TinyMoVqGan.Tokens(1, rows * columns);
        var expected = tokenizer.Decode(tokens, rows, columns);
        Assert.Equal([1, 3, 4 * rows, 4 * columns], expected.shape);
        var codes = Tensors.Longs(tokenizer.Encode(expected.Clamped(0, 1)));
        Assert.Equal(rows * columns, codes.Length);
        tokenizer.Pack();
        AssertClose(expected, tokenizer.Decode(tokens, rows, columns));
        Assert.Equal(codes, Tensors.Longs(tokenizer.Encode(expected.Clamped(0, 1))));
    }

    [Fact]
    public void Without_numbers_the_grid_is_that_of_the_nominal_size()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var tokens = TinyMoVqGan.Tokens(1, 36);
        Assert.True(Tensors.AreEqual(tokenizer.Decode(tokens, 6, 6), tokenizer.Decode(tokens)));
    }

    [Fact]
    public void Weights_that_are_in_the_way_are_freed_and_read_again_and_change_nothing()
    {
        using var folder = new TemporaryFolder();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("weights.safetensors"), tokenizer.state_dict().Select(one => (one.Key, one.Value)));
        tokenizer.Pack();
        var (tokens, pixels) = (TinyMoVqGan.Tokens(1, 36), TinyMoVqGan.Pixels(1, 24, 24));
        var (expected, codes) = (tokenizer.Decode(tokens), Tensors.Longs(tokenizer.Encode(pixels)));
        Assert.Empty(Away());
        tokenizer.ReadAgainFrom(Checkpoint.Open(folder.File("weights.safetensors")));

        tokenizer.FreeEncoder();
        Assert.Contains("encoder.down.0.block.0.conv1", Away());
        Assert.Equal(codes, Tensors.Longs(tokenizer.Encode(pixels)));
        Assert.Empty(Away());

        // As a picture of a megapixel: every layer in strips.
        tokenizer.Plan = new StripPlan(0, 0, 1, 1);
        var inStrips = tokenizer.Decode(tokens);
        AssertClose(expected, inStrips);
        Assert.Subset(Away(), new HashSet<string> { "encoder.down.0.block.0.conv1", "decoder.mid.block_1.conv1", "decoder.up.1.block.0.conv1" });
        Assert.DoesNotContain("decoder.up.0.block.0.conv1", Away());
        Assert.True(Tensors.AreEqual(inStrips, tokenizer.Decode(tokens)));
        tokenizer.Plan = StripPlan.Usual;
        Assert.True(Tensors.AreEqual(expected, tokenizer.Decode(tokens)));
        Assert.Equal(codes, Tensors.Longs(tokenizer.Encode(pixels)));
        Assert.Empty(Away());
    }

    [Fact]
    public void A_decode_that_is_cancelled_halfway_stops_there_and_the_next_one_is_whole()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        tokenizer.Pack();
        tokenizer.Plan = new StripPlan(0, 0, 1, 1);
        var tokens = TinyMoVqGan.Tokens(1, 36);
        var expected = tokenizer.Decode(tokens);
        using (var stop = new CancellationTokenSource())
        using (TinyMoVqGan.AtTheFinestLevel(tokenizer, stop.Cancel))
            Assert.Throws<OperationCanceledException>(() => tokenizer.Decode(tokens, 6, 6, stop.Token));
        Assert.True(Tensors.AreEqual(expected, tokenizer.Decode(tokens, 6, 6, CancellationToken.None)));
    }

    [Theory]
    [InlineData(24, 26, "The picture has 26 × 24 pixels; width and height must be multiples of 4.")]
    [InlineData(22, 24, "The picture has 24 × 22 pixels; width and height must be multiples of 4.")]
    [InlineData(24, 0, "The picture has 0 × 24 pixels; width and height must be multiples of 4.")]
    [InlineData(1028, 1024, "A picture of 1024 × 1028 pixels has 65792 tokens; the most are 65536.")]
    public void A_picture_of_an_odd_size_is_refused(int height, int width, string message)
    {
        using var pixels = zeros([1, 3, 1, 1]).expand(1, 3, height, width);
        Refuses(message, () => tokenizer.Encode(pixels));
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        using var grey = zeros([1, 1, 24, 24]);
        Refuses("Expected pixels [B, 3, height, width], got [1, 1, 24, 24].", () => tokenizer.Encode(grey));
        using var flat = zeros([3, 24, 24]);
        Refuses("Expected pixels [B, 3, height, width], got [3, 24, 24].", () => tokenizer.Encode(flat));
    }

    [Fact]
    public void Tokens_that_are_no_grid_of_codes_are_refused()
    {
        using var tokens = TinyMoVqGan.Tokens(2, 36);
        Refuses("A grid of 5 rows and 7 columns takes int64 tokens [B, 35], got Int64 [2, 36].", () => tokenizer.Decode(tokens, 5, 7));
        using var floats = zeros([2, 36]);
        Refuses("A grid of 6 rows and 6 columns takes int64 tokens [B, 36], got Float32 [2, 36].", () => tokenizer.Decode(floats));
        Refuses("A grid of 1 rows and 65536 columns takes int64 tokens [B, 65536], got", () => tokenizer.Decode(tokens, 1, 65536));
        Refuses("A picture of 262148 × 4 pixels has 65537 tokens; the most are 65536.", () => tokenizer.Decode(tokens, 1, 65537));
        Refuses("A picture of 8589934588 × 8589934588 pixels", () => tokenizer.Decode(tokens, int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode(tokens, 0, 36));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode(tokens, 36, -1));
        tokens[1, 7] = 50;
        Refuses("There is a token 50; codes are 0 to 49.", () => tokenizer.Decode(tokens));
        tokens[0, 3] = -1;
        Refuses("There is a token -1; codes are 0 to 49.", () => tokenizer.Decode(tokens));
    }

    [Fact]
    public void A_byte_goes_in_as_the_release_has_it()
    {
        using var scope = NewDisposeScope();
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        var image = new RgbImage(16, 16, [.. bytes.SelectMany(value => new[] { value, value, value })]);
        var expected = bytes.Select(value => (float)(value / 255.0 * 2 - 1)).ToArray();
        Assert.Equal(expected, Tensors.Floats(MoVqGanTokenizer.Centred(image.ToPixels())[0, 0].flatten()));
        // As pixels come that were divided on a GPU.
        var multiplied = bytes.Select(value => value * (1 / 255f)).ToArray();
        Assert.NotEqual(bytes.Select(value => value / 255f), multiplied);
        Assert.Equal(expected, Tensors.Floats(MoVqGanTokenizer.Centred(tensor(multiplied))));
        var between = MoVqGanTokenizer.Centred(tensor(0.3f));
        Assert.Equal((float)(2 * (double)0.3f - 1), between.item<float>());
    }

    /// <summary>The layers whose weights have been freed.</summary>
    private HashSet<string> Away() => [.. tokenizer.named_modules().Where(one => one.module is IReloadable { IsHere: false }).Select(one => one.name)];

    private static void Refuses(string message, Func<Tensor> call) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => call().Dispose()).Message, StringComparison.Ordinal);

    private static void AssertClose(Tensor expected, Tensor actual) => Assert.True(
        actual.allclose(expected, rtol: 1e-4, atol: 1e-4), $"{(actual - expected).abs().max().item<float>()} apart.");
}
