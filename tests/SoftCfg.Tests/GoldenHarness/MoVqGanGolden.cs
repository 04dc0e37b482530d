using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>MoVQGAN. Its cases name no kind: what they hold says what was run.</summary>
internal sealed class MoVqGanGolden
{
    private const string Activation = "act.";

    private readonly GoldenCase golden;
    private readonly GoldenErrors errors;

    private MoVqGanGolden(GoldenCase golden, GoldenErrors errors) => (this.golden, this.errors) = (golden, errors);

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var check = new MoVqGanGolden(golden, errors);
        if (golden.Json.TryGetProperty("files", out var files))
        {
            foreach (var file in files.EnumerateObject())
                check.Format(file.Name);
        }
        else if (golden.Has("codes"))
            TokenizerVariants.Each(() => check.Load("encoder.", "quant_conv."), check.Decode);
        else if (golden.Has("rgb"))
            TokenizerVariants.Each(() => check.Load("decoder.", "post_quant_conv."), check.Encode);
        else if (golden.Has("f"))
            check.Norm();
        else
            check.Bytes();
    }

    private void Decode(MoVqGanTokenizer tokenizer)
    {
        var trace = new ModuleTrace(tokenizer);
        var codes = golden.Placed("codes");
        var pixels = tokenizer.Decode(codes.reshape(1, -1), (int)codes.shape[^2], (int)codes.shape[^1]);

        errors.Compare("pixels", pixels, golden.Expected("pixels"), Tolerance.Float32);
        PostprocessGolden.CompareBytes(golden, errors, tokenizer.PixelRange, pixels, "rgb");
        foreach (var name in golden.ExpectedNames.Where(name => name.StartsWith(Activation, StringComparison.Ordinal)))
            errors.Compare(name, Output(tokenizer, trace, name[Activation.Length..]), golden.Expected(name), Tolerance.Float32);
    }

    private void Encode(MoVqGanTokenizer tokenizer)
    {
        var rgb = golden.Input("rgb");
        var (height, width) = ((int)rgb.shape[0], (int)rgb.shape[1]);
        var pixels = new RgbImage(width, height, rgb.contiguous().data<byte>().ToArray()).ToPixels(GoldenDevice.Current);
        var tokens = tokenizer.Encode(pixels);

        errors.Compare("pixels", MoVqGanTokenizer.Centred(pixels), golden.Input("pixels"), Tolerance.Exact);
        errors.Compare("latent", tokenizer.EncodeLatents(pixels), golden.Expected("latent"), Tolerance.Float32);
        errors.Compare("codes", tokens.flatten(), golden.Expected("codes").flatten(), Tolerance.Exact);
        var step = tokenizer.PixelsPerToken;
        var looked = tokenizer.Codebook.Rows(tokens).view(1, height / step, width / step, -1).permute(0, 3, 1, 2);
        errors.Compare("quantised", looked, golden.Expected("quantised"), Tolerance.Float32);
    }

    /// <summary>The norm alone: by libtorch, and by kernels image by image, whole and row by row.</summary>
    private void Norm()
    {
        var (f, codes, expected) = (golden.Placed("f"), golden.Placed("zq"), golden.Expected("y"));
        using var alone = new NormAlone(f.shape[1], codes.shape[1]);
        using var checkpoint = SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors"));
        checkpoint.Rename(name => $"norm.{name}").LoadInto(alone);
        Tensor Normed(Tensor input, Tensor z, StripPlan plan)
        {
            var normed = alone.Norm.Normalise(StoredStrips.Of(input.clone(), plan), z, silu: false);
            return cat(normed.Strips().Select(strip => normed.Read(strip.First, strip.End)).ToList(), 2);
        }

        errors.Compare("y", Normed(f, codes, StripPlan.Whole), expected, Tolerance.Float32);
        if (!GoldenDevice.HasKernels)
            return;
        KernelLayers.Use(alone);
        foreach (var plan in new[] { StripPlan.Usual, new StripPlan(0, 0, 0, 0) })
        {
            var images = f.split(1).Zip(codes.split(1), (input, z) => Normed(input, z, plan)).ToList();
            errors.Compare("y", cat(images, 0), expected, Tolerance.Float32);
        }
    }

    private void Bytes()
    {
        var x = golden.Placed("x").flatten();
        var bytes = PixelRange.AroundZeroRounded.ToBytes(x.view(1, 1, 1, -1).expand(-1, 3, -1, -1));
        foreach (var colour in bytes.unbind(3))
            errors.Compare("y", colour.view(golden.Expected("y").shape), golden.Expected("y"), Tolerance.Exact);
    }

    /// <summary>A container: every tensor is there, wherever it is nested.</summary>
    private void Format(string file)
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(golden.Folder, file)).Unwrap();
        foreach (var name in golden.ExpectedNames)
            errors.Compare($"{file} {name}", checkpoint.Read(name), golden.Expected(name), Tolerance.Exact);
    }

    /// <summary>What a module of the decoder returned.</summary>
    private static Tensor Output(MoVqGanTokenizer tokenizer, ModuleTrace trace, string name)
    {
        if (name == "post_quant_conv")
            return trace.Output(name);
        if (!name.EndsWith(".upsample", StringComparison.Ordinal))
            return trace.Output($"decoder.{name}");
        // It runs when somebody asks for its rows.
        var upsample = (nn.Module<Tensor, Tensor>)tokenizer.named_modules().Single(entry => entry.name == $"decoder.{name}.conv").module;
        return upsample.call(trace.Output($"decoder.{name[..^".upsample".Length]}"));
    }

    /// <summary>A case may hold only the half that it needs; the other half of the tokenizer stays zero.</summary>
    private MoVqGanTokenizer Load(params string[] otherHalf)
    {
        var tokenizer = new MoVqGanTokenizer(golden.Config.Deserialize<MoVqGanConfig>()!, device: GoldenDevice.Current);
        using var checkpoint = MoVqGanCheckpoint.Weights(SafetensorsFile.Open(Path.Combine(golden.WeightsFolder, "weights.safetensors")));
        var report = checkpoint.CompareWith(tokenizer);
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Mismatched);
        Assert.All(report.Missing, missing =>
            Assert.Contains(otherHalf, half => missing.Name.StartsWith(half, StringComparison.Ordinal)));
        var weights = tokenizer.state_dict();
        foreach (var info in checkpoint.Tensors)
            weights[info.Name].copy_(checkpoint.Read(info.Name));
        return tokenizer;
    }

    /// <summary>Names are registered from the outermost module on.</summary>
    private sealed class NormAlone : nn.Module
    {
        private readonly SpatialNorm norm;

        public NormAlone(long channels, long codeChannels) : base(nameof(NormAlone))
        {
            norm = new SpatialNorm(channels, codeChannels, ScalarType.Float32, GoldenDevice.Current);
            RegisterComponents();
        }

        public SpatialNorm Norm => norm;
    }
}
