using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Tests.Common;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Prompts;

public sealed class PromptImageGeneratorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Model { get; set; } = TinyLumina.Shared;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Prompts_of_several_lengths_and_sizes_give_the_same_images_together_as_alone()
    {
        using var generator = Load(WeightFormat.Float32);
        ImagePrompt[] prompts =
        [
            new("a red fox in the snow", 32, 64), new("A cat.", 64, 32), new("two  words ", 32, 32), new("a red fox in the snow", 32, 64),
        ];
        var together = generator.Generate(new() { Prompts = prompts, Seed = 3 }, null, Cancelled).ToList();
        for (var i = 0; i < prompts.Length; i++)
        {
            var alone = generator.Generate(new() { Prompts = [prompts[i]], FirstIndex = i, Seed = 3, BatchSize = 1 }, null, Cancelled).Single();
            Assert.Equal(alone.Tokens, together[i].Tokens);
            Assert.Equal(alone.Image.Pixels, together[i].Image.Pixels);
            Assert.Equal((prompts[i].Width, prompts[i].Height), (together[i].Image.Width, together[i].Image.Height));
        }
        // The same prompt, another index.
        Assert.NotEqual(together[0].Tokens, together[3].Tokens);
    }

    [Fact]
    public void Rows_end_where_they_must_and_hold_codes_elsewhere()
    {
        using var generator = Load(WeightFormat.Int8);
        var image = generator.Generate(new() { Prompts = [new("a", 64, 32)] }, null, Cancelled).Single();
        Assert.Equal(4 * 9 + 1, image.Tokens.Count);
        for (var step = 0; step < image.Tokens.Count; step++)
        {
            var (low, high) = step == 36 ? (6260, 6260) : (step + 1) % 9 == 0 ? (6262, 6262) : (6268, 6271);
            Assert.InRange(image.Tokens[step], low, high);
        }
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.Int4)]
    public void Strength_zero_is_plain_guidance_to_the_bit(WeightFormat format)
    {
        using var generator = Load(format);
        PromptImage Image(GuidanceOptions guidance) =>
            generator.Generate(new() { Prompts = [new("a", 64, 64)], Guidance = guidance, Trace = true }, null, Cancelled).Single();
        var plain = Image(PromptImageGenerator.ReleasedGuidance with { Kind = GuidanceKind.ClassifierFree });
        var zero = Image(PromptImageGenerator.ReleasedGuidance with { Strength = 0 });
        Assert.Equal(plain.Tokens, zero.Tokens);
        Assert.Equal(plain.Trace!.Divergence, zero.Trace!.Divergence);
    }

    [Fact]
    public void Ends_of_rows_weigh_one()
    {
        using var generator = Load(WeightFormat.Float32);
        var trace = generator.Generate(new() { Prompts = [new("a", 32, 32)], Trace = true }, null, Cancelled).Single().Trace!;
        var last = trace.ValueWeights[^1];
        Assert.All(Enumerable.Range(0, last.Count), k => Assert.Equal((k + 1) % 5 == 0, last[k] == 1));
    }

    [Fact]
    public void The_scale_falls_to_four_as_released_only_when_asked()
    {
        using var generator = Load(WeightFormat.Float32);
        IReadOnlyList<float> Scales(bool released) => generator.Generate(new()
        {
            Prompts = [new("a", 32, 64)],
            Guidance = PromptImageGenerator.ReleasedGuidance with { Scale = 7.5 },
            DecaysAsReleased = released,
            Trace = true,
        }, null, Cancelled).Single().Trace!.Scale;
        Assert.All(Scales(false), scale => Assert.Equal(7.5f, scale));
        Assert.Equal([5.625f, 4, 4, 4], Scales(true).Take(4));
    }

    [Theory]
    [InlineData(WeightFormat.Float32, 1e-6)]
    // The weights are in bfloat16 already; keys and values are rounded to it.
    [InlineData(WeightFormat.BFloat16, 1e-3)]
    [InlineData(WeightFormat.Int8, 0.05)]
    public void Weights_packed_while_loading_compute_what_libtorch_does(WeightFormat format, double tolerance)
    {
        using var packed = Load(format);
        using var plain = PromptImageGenerator.Load(Model, dtype: ScalarType.Float32, weights: WeightFormat.Float32);
        float[] Confidences(PromptImageGenerator generator) => generator.Generate(new()
        {
            Prompts = [new("a", 32, 32)],
            Guidance = PromptImageGenerator.ReleasedGuidance with { Kind = GuidanceKind.None },
            Trace = true,
        }, null, Cancelled).Single().Trace!.Confidence.Take(1).ToArray();
        Assert.Equal(Confidences(plain)[0], Confidences(packed)[0], tolerance);
    }

    [Fact]
    public void Progress_counts_tokens_and_rows_and_shows_what_there_is()
    {
        using var generator = Load(WeightFormat.Float32);
        var seen = new List<PromptProgress>();
        var previews = new List<RgbImage>();
        var progress = new Reports(value =>
        {
            seen.Add(value);
            if (value.Preview is { } preview && value.Rows == 2)
                previews.Add(preview(Cancelled));
        });
        var image = generator.Generate(new() { Prompts = [new("a", 32, 32)] }, progress, Cancelled).Single();
        Assert.Equal(21, seen.Count);
        Assert.Equal(Enumerable.Range(1, 21).Select(step => (long)step), seen.Select(value => value.Tokens));
        Assert.Equal((21, 1), (seen[^1].TotalTokens, seen[^1].Images));
        Assert.Equal(4, seen[^2].Rows);
        // Two rows of codes, then grey.
        Assert.All(previews, preview => Assert.Equal((32, 32), (preview.Width, preview.Height)));
        Assert.All(previews, preview => Assert.All(preview.Pixels[(32 * 16 * 3)..], value => Assert.Equal(128, value)));
        Assert.Contains(image.Image.Pixels, value => value != 128);
    }

    [Fact]
    public void Missing_parts_of_a_folder_are_named()
    {
        Model = TinyLumina.CreateIn(folder.Path);
        var index = Path.Combine(Model, "model.safetensors.index.json");
        void Without(string file, Action<string> check)
        {
            var path = Path.Combine(Model, file);
            File.Move(path, path + ".away");
            check(Assert.ThrowsAny<Exception>(() => Load(WeightFormat.Float32)).Message);
            File.Move(path + ".away", path);
        }
        Without("config.json", message => Assert.Contains("no config.json", message, StringComparison.Ordinal));
        Without("model.safetensors.index.json", message => Assert.Contains("no weights", message, StringComparison.Ordinal));
        Without("tokenizer.json", message => Assert.Contains("tokenizer.json", message, StringComparison.Ordinal));
        Without("model-00002-of-00002.safetensors", message => Assert.Contains("model-00002-of-00002.safetensors", message, StringComparison.Ordinal));
        Without("movqgan_270M.safetensors", message => Assert.Contains("movqgan_270M.ckpt", message, StringComparison.Ordinal));
        Assert.True(File.Exists(index));
    }

    [Theory]
    [InlineData("\"vocab_size\":6273", "\"vocab_size\":7000", "do not fit the model")]
    [InlineData("\"vocab_size\":6273", "\"vocab_size\":6000", "The tokenizer has a token 6271, but the model knows those below 6000 only")]
    [InlineData("\"model_type\":\"chameleon\"", "\"model_type\":\"llama\"", "model_type is 'llama'")]
    [InlineData("\"swin_norm\":false", "\"swin_norm\":true", "swin_norm true is not supported")]
    [InlineData("\"num_key_value_heads\":2", "\"num_key_value_heads\":3", "num_key_value_heads is 3")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":2000000000", "num_hidden_layers")]
    [InlineData("\"hidden_size\":64", "\"hidden_size\":\"x\"", "cannot be used")]
    public void A_configuration_that_makes_no_model_is_refused(string what, string by, string message)
    {
        Model = TinyLumina.CreateIn(folder.Path);
        var path = Path.Combine(Model, "config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(what, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(what, by, StringComparison.Ordinal));
        var error = Assert.ThrowsAny<Exception>(() => Load(WeightFormat.Float32));
        Assert.IsType<CheckpointException>(error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_without_a_token_and_an_empty_prompt_are_refused_before_anything_is_decoded()
    {
        using var generator = Load(WeightFormat.Float32);
        string Refusal(ImagePrompt prompt) =>
            Assert.Throws<PromptException>(() => generator.Generate(new() { Prompts = [prompt] }, null, Cancelled)).Message;
        Assert.Contains("no token for a size of 96 pixels", Refusal(new("a", 96, 32)), StringComparison.Ordinal);
        Assert.Contains("The prompt is empty", Refusal(new(" ", 32, 32)), StringComparison.Ordinal);
        Assert.Contains("multiple of 32", Refusal(new("a", 40, 32)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_goes_into_the_prompt()
    {
        using var generator = Load(WeightFormat.Float32);
        var picture = new RgbImage(32, 64, Enumerable.Range(0, 32 * 64 * 3).Select(i => (byte)(i * 7)).ToArray());
        var codes = generator.Encode(picture);
        Assert.Equal((8, 4, 32), (codes.Rows, codes.Columns, codes.Codes.Count));
        Assert.All(codes.Codes, code => Assert.InRange(code, 0, 3));
        Assert.Contains("multiples of 32", Assert.Throws<ArgumentException>(() => generator.Encode(new RgbImage(8, 8, new byte[192]))).Message,
            StringComparison.Ordinal);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private PromptImageGenerator Load(WeightFormat format) => PromptImageGenerator.Load(Model, weights: format);

    private sealed class Reports(Action<PromptProgress> report) : IProgress<PromptProgress>
    {
        public void Report(PromptProgress value) => report(value);
    }
}
