using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>Checkpoints of the published sizes, in torch's zip format, from the file to the first tokens and to pixels.</summary>
public sealed class FullSizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("alitok_b", "alitok_tokenizer", "AliTok-B")]
    [InlineData("rar_b", "maskgit_vqgan", "RAR-B")]
    [InlineData("robustok_rar_b", "robustok_tokenizer", "RobusTok RAR-B", "model", "ema")]
    public void A_published_pair_is_found_loads_strictly_samples_and_decodes(string generator, string tokenizer, string name,
        params string[] tokenizerStateDicts)
    {
        SyntheticCheckpoint.Write(folder.File($"{generator}.bin"), Manifest.Read(generator).Tensors);
        SyntheticCheckpoint.Write(folder.File($"{tokenizer}.pth"), Manifest.Read(tokenizer).Tensors, tokenizerStateDicts);

        var found = ModelDescription.Find(folder.File($"{generator}.bin"));
        Assert.Equal(name, found.Name);

        using (var model = new FirstSteps(
            ModelLoader.Generator(found.GeneratorRequest, ScalarType.Float32, CPU, hash: false, TestContext.Current.CancellationToken).Part, steps: 4))
        {
            AssertSamples(model, found.Guidance);
        }
        using var image = ModelLoader.Tokenizer(found.TokenizerRequest, CPU, hash: false, TestContext.Current.CancellationToken).Part;
        using var tokens = TensorArithmetic.Range(image.TokensPerImage).unsqueeze(0);
        using var inference = inference_mode();
        using var pixels = image.Decode(tokens);
        Assert.Equal([1, 3, 256, 256], pixels.shape);
        Assert.True(pixels.isfinite().all().item<bool>());
        using var again = image.Encode(pixels.Clamped(0, 1));
        Assert.Equal(tokens.shape, again.shape);
    }

    private static void AssertSamples(FirstSteps model, GuidanceOptions guidance)
    {
        var request = new DecodeRequest
        {
            Classes = [0, 999],
            SampleIndices = [0, 1],
            Guidance = guidance,
            Uniforms = new SampleRandom(seed: 1).Uniform,
            Trace = true,
        };
        using var result = AutoregressiveDecoder.Decode(model, request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([2, 4], result.Tokens.shape);
        Assert.All(result.Traces!.SelectMany(trace => trace.Confidence), c => Assert.InRange(c, 0, 1));
        // At the start of step 3 two tokens share the weight; whoever had all of it is clamped to the least.
        Assert.Contains(result.Traces!.SelectMany(trace => trace.ValueWeights[^1]), w => w < 1);
    }
}
