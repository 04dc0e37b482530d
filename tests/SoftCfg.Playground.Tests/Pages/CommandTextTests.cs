using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Models;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Playground.Pages;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Tests.Pages;

public sealed class CommandTextTests
{
    private static readonly ServedModel Fashion = ServedModel.Find(EmbeddedModel.Name, EmbeddedModel.Name);

    [Fact]
    public void It_says_every_setting_that_counts() => Assert.Equal(
        "softcfg sample --classes 'ankle boot' --count 1 --model fashion --seed 7 --guidance softcfg --scale 2.5 --power 1 --strength 1 " +
            "--step-norm off --confidence maximum --alignment released --temperature 1 --output samples",
        Of(new() { ClassLabel = 9, Seed = 7, Guidance = new() { Scale = 2.5, StepNormalization = false } }));

    [Fact]
    public void It_leaves_out_what_nothing_looks_at() => Assert.Equal(
        "softcfg sample --classes bag --count 1 --model fashion --seed 0 --guidance none --temperature 1 --greedy on --output samples",
        Of(new() { ClassLabel = 8, Guidance = new() { Kind = GuidanceKind.None }, Sampling = new() { Greedy = true } }));

    [Fact]
    public void A_prompt_is_quoted_for_the_shell()
    {
        var image = new ImageRequest { Prompt = new("it's a $HOME `fox`", 512, 768), Seed = 3, Guidance = new() { Kind = GuidanceKind.ClassifierFree } };
        Assert.StartsWith("softcfg generate 'it'\\''s a $HOME `fox`' --width 512 --height 768 --model lumina --seed 3 --guidance cfg ", OfPrompt(image));
    }

    [Fact]
    public void A_prompt_that_begins_with_a_dash_stands_behind_everything()
    {
        var image = new ImageRequest { Prompt = new("--help me", 512, 512) };
        Assert.EndsWith("--output samples -- '--help me'", OfPrompt(image));
    }

    [Fact]
    public void There_is_none_where_tokens_are_given() => Assert.Null(Of(new() { ClassLabel = 0, Given = new long?[49] }));

    [Fact]
    public void How_the_model_was_loaded_is_told()
    {
        var model = ServedModel.Find("tiny", TestModel.Path, new() { Weights = WeightFormat.Float32 });
        Assert.Contains($" --model {TestModel.Path} --weights float32 --seed ", Of(new() { ClassLabel = 0 }, model));
    }

    [Fact]
    public void Others_are_not_told_where_files_are()
    {
        var model = ServedModel.Find("tiny", TestModel.Path);
        Assert.Contains(" --model model --seed ", new CommandText(model, new Described(), isLocal: false).Of(new() { ClassLabel = 0 }));
    }

    [Fact]
    public void There_is_none_for_a_model_of_the_programs_own()
    {
        var text = new CommandText(new() { Name = "own", Load = _ => new Described() }, new Described(), isLocal: true);
        Assert.Null(text.Of(new() { ClassLabel = 0 }));
        Assert.Equal("The tool does not know this model, which the server's own program made.", text.ReasonForNone(new() { ClassLabel = 0 }));
    }

    private static string? Of(ImageRequest request, ServedModel? model = null) => new CommandText(model ?? Fashion, new Described(), isLocal: true).Of(request);

    private static string? OfPrompt(ImageRequest request) => Of(request, new() { Name = "lumina", Load = _ => new Described(), ToolOptions = ["--model", "lumina"] });

    /// <summary>Says what a model is like, and generates nothing.</summary>
    private sealed class Described : ISessionGenerator
    {
        public GuidanceOptions DefaultGuidance { get; } = new();
        public SamplingOptions DefaultSampling { get; } = new();
        public WeightFormat? Weights => null;
        public int ClassCount => 10;
        public int? FixedSize => 28;

        public SessionImage Prepare(ImageRequest request) => throw new NotSupportedException();

        public ImageSession OpenSession(int capacity, SessionSize? size = null) => throw new NotSupportedException();

        public IReadOnlyList<long> CodesOf(RgbImage picture) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
