using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// RobusTok's image tokenizer. Its cases name no kind: what they hold says what was run. Tokens were decoded, images
/// encoded, and a case without a tokenizer's sizes holds codebooks.
/// </summary>
internal sealed class RobusTokGolden
{
    /// <summary>float64 against float64, but for the pixels, which come back in float32.</summary>
    private static readonly Tolerance Float64 = new(1e-7, 1e-6);

    private readonly GoldenCase golden;
    private readonly GoldenErrors errors;

    private RobusTokGolden(GoldenCase golden, GoldenErrors errors) => (this.golden, this.errors) = (golden, errors);

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var check = new RobusTokGolden(golden, errors);
        if (!golden.Config.TryGetProperty("num_latent_tokens", out _))
        {
            check.Codebook("l2", normalises: true);
            check.Codebook("plain", normalises: false);
        }
        if (golden.Has("tokens"))
            TokenizerVariants.Each(() => Load(golden), check.Decode);
        if (golden.Has("image_uint8"))
            TokenizerVariants.Each(() => Load(golden), check.Encode);
    }

    /// <summary>The tokenizer of a case, with the weights of one of its files.</summary>
    public static RobusTokTokenizer Load(GoldenCase golden, string file = "weights.safetensors", bool? movingAverage = null,
        ScalarType dtype = ScalarType.Float32)
    {
        var config = golden.Config.Deserialize<RobusTokConfig>()! with { UsesMovingAverage = movingAverage };
        var tokenizer = new RobusTokTokenizer(config, dtype, GoldenDevice.Current);
        using var checkpoint = Checkpoint.Open(Path.Combine(golden.WeightsFolder, file));
        RobusTokCheckpoint.Weights(checkpoint, config).LoadInto(tokenizer);
        return tokenizer;
    }

    private void Decode(RobusTokTokenizer tokenizer)
    {
        var trace = new ModuleTrace(tokenizer);
        var tokens = golden.Placed("tokens");
        var pixels = tokenizer.Decode(tokens);

        Compare("quant", trace.Input("post_quant_conv"));
        Compare("post_quant", trace.Output("post_quant_conv"));
        CompareTransformer("decoder", trace);
        Compare("pixels", pixels);
        if (golden.Expects("uint8"))
            PostprocessGolden.CompareBytes(golden, errors, tokenizer.PixelRange, pixels);
        if (golden.Expects("pixels_f64"))
            Compare("pixels_f64", DecodeWith(Load(golden, dtype: ScalarType.Float64), tokens), Float64);
        if (golden.Expects("model_pixels"))
        {
            // The two state dicts of a training checkpoint.
            Compare("model_pixels", DecodeWith(Load(golden, "checkpoint.pt", movingAverage: false), tokens));
            Compare("pixels", DecodeWith(Load(golden, "checkpoint.pt", movingAverage: true), tokens));
        }
    }

    private void Encode(RobusTokTokenizer tokenizer)
    {
        var trace = new ModuleTrace(tokenizer);
        // Divided on the CPU, as RgbImage does: CUDA rounds otherwise.
        var tokens = tokenizer.Encode(golden.Input("image_uint8").to(ScalarType.Float32).DividedBy(255).to(GoldenDevice.Current));

        if (golden.Has("pixels"))
            errors.Compare("input pixels", trace.Input("encoder"), golden.Input("pixels"), Tolerance.Exact);
        Compare("patch_embed", trace.Output("encoder.model.patch_embed"));
        CompareTransformer("encoder", trace);
        Compare("latents", trace.Output("encoder"));
        Compare("h", trace.Output("quant_conv"));
        Compare("tokens", tokens.flatten(), Tolerance.Exact);
        Compare("tokens_2d", tokens, Tolerance.Exact);
        Compare("encoded_tokens", tokens.flatten(), Tolerance.Exact);
        if (golden.Expects("reconstruction"))
        {
            var pixels = tokenizer.Decode(tokens);
            Compare("quant", trace.Input("post_quant_conv"));
            Compare("reconstruction", pixels.Clamped(-1, 1));
            PostprocessGolden.CompareBytes(golden, errors, tokenizer.PixelRange, pixels, "reconstruction_uint8");
        }
    }

    private void Codebook(string name, bool normalises)
    {
        int Size(string key) => golden.Config.GetProperty(key).GetInt32();
        var grid = Size("grid");
        using var codebook = new VectorQuantizer(
            Size("codebook_size"), Size("codebook_embed_dim"), normalises, ScalarType.Float32, GoldenDevice.Current);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        codebook.Embedding.Weight.copy_(checkpoint.Read($"{name}.embedding.weight"));
        var indices = codebook.call(golden.Placed($"{name}_z"));
        var ids = golden.Placed($"{name}_ids");
        var channelsFirst = codebook.Lookup(ids, grid, grid);
        var channelsLast = channelsFirst.permute(0, 2, 3, 1);

        Compare($"{name}_indices", indices.flatten(), Tolerance.Exact);
        Compare($"{name}_quant", codebook.Lookup(indices, grid, grid));
        Compare($"{name}_entry", channelsLast.reshape(ids.shape[0], ids.shape[1], -1));
        Compare($"{name}_entry_chw", channelsFirst);
        Compare($"{name}_entry_hwc", channelsLast);
    }

    /// <summary>The sequence before the first block, after every block and after the norm.</summary>
    private void CompareTransformer(string half, ModuleTrace trace)
    {
        Compare($"{half}_sequence_in", trace.Input($"{half}.model"));
        for (var block = 0; golden.Expects($"{half}_block_{block}"); block++)
            Compare($"{half}_block_{block}", trace.Output($"{half}.model.blocks.{block}"));
        Compare($"{half}_norm", trace.Output($"{half}.model"));
    }

    private void Compare(string name, Tensor actual, Tolerance? tolerance = null)
    {
        if (golden.Expects(name))
            errors.Compare(name, actual, golden.Expected(name), tolerance ?? Tolerance.Float32);
    }

    private static Tensor DecodeWith(RobusTokTokenizer tokenizer, Tensor tokens)
    {
        using (tokenizer)
            return tokenizer.Decode(tokens);
    }
}
