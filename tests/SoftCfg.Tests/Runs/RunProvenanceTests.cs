using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Tests.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Runs;

public class RunProvenanceTests
{
    private static readonly GeneratedImage Image = new(12, 1, TestImages.Gradient(2, 2), [0], Trace: null);

    private static readonly RunProvenance Run = new()
    {
        Model = new ModelFingerprint("fashion", "ab", "cd"),
        Classes = ["Trouser", "Žluté tričko"],
        Guidance = new GuidanceOptions(),
        Sampling = new SamplingOptions(),
        Seed = ulong.MaxValue,
        Dtype = ScalarType.BFloat16,
        Device = "cpu",
    };

    [Fact]
    public void Text_survives_a_png_file()
    {
        using var folder = new TemporaryFolder();
        PngWriter.Write(folder.File("image.png"), Image.Image, Run.TextOf(Image),
            TestContext.Current.CancellationToken);
        Assert.Equal(Run.TextOf(Image), PngText.Read(folder.File("image.png")));
    }

    [Theory]
    [InlineData("model", "fashion")]
    [InlineData("generator.sha256", "ab")]
    [InlineData("tokenizer.sha256", "cd")]
    [InlineData("seed", "18446744073709551615")]
    [InlineData("index", "12")]
    [InlineData("class", "1")]
    [InlineData("class.name", "Žluté tričko")]
    [InlineData("guidance", "softcfg")]
    [InlineData("guidance.scale", "4")]
    [InlineData("guidance.scale-power", "1")]
    [InlineData("guidance.strength", "1")]
    [InlineData("guidance.confidence", "maximum")]
    [InlineData("guidance.alignment", "released")]
    [InlineData("guidance.step-normalization", "on")]
    [InlineData("guidance.minimum-weight", "0.05")]
    [InlineData("guidance.epsilon", "1E-05")]
    [InlineData("sampling.temperature", "1")]
    [InlineData("sampling.greedy", "off")]
    [InlineData("sampling.top-k", "0")]
    [InlineData("sampling.top-p", "1")]
    [InlineData("dtype", "bfloat16")]
    [InlineData("device", "cpu")]
    public void Every_fact_is_told(string keyword, string value) =>
        Assert.Equal(value, Facts(Run)[RunProvenance.Prefix + keyword]);

    [Fact]
    public void Software_is_the_library_and_its_version() =>
        Assert.Equal($"SoftCfg {RunProvenance.LibraryVersion}", Facts(Run)["Software"]);

    [Fact]
    public void Of_an_image_with_an_original_its_file_and_what_was_kept_are_told()
    {
        var facts = (Run with { Keep = 0.25 }).TextOf(Image, "boot.jpg").ToDictionary();
        Assert.Equal("boot.jpg", facts["softcfg.original"]);
        Assert.Equal("0.25", facts["softcfg.original.keep"]);
        Assert.DoesNotContain(Facts(Run).Keys, key => key.StartsWith("softcfg.original", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(GuidanceKind.None, "")]
    [InlineData(GuidanceKind.ClassifierFree, "scale, scale-power")]
    public void Options_the_guidance_does_not_look_at_are_left_out(GuidanceKind kind, string expected)
    {
        var facts = Facts(Run with { Guidance = new GuidanceOptions { Kind = kind } });
        var options = facts.Keys.Where(key => key.StartsWith("softcfg.guidance.", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join(", ", options.Select(key => key["softcfg.guidance.".Length..])));
        Assert.Equal(GuidanceNames.Of(kind), facts["softcfg.guidance"]);
    }

    [Fact]
    public void Greedy_images_have_no_top_k_and_no_top_p()
    {
        var facts = Facts(Run with { Sampling = new SamplingOptions { Greedy = true } });
        Assert.Equal("on", facts["softcfg.sampling.greedy"]);
        Assert.DoesNotContain("softcfg.sampling.top-k", facts.Keys);
        Assert.DoesNotContain("softcfg.sampling.top-p", facts.Keys);
    }

    private static Dictionary<string, string> Facts(RunProvenance run) => run.TextOf(Image).ToDictionary();
}
