using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading.Configuration;
using TorchSharp;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sampling;

/// <summary>The options by which a command is told of a model and its guidance, the same in every command that samples images.</summary>
/// <param name="compareDefault">Which kinds of guidance there are by default, for the help.</param>
internal sealed class GuidedModelOptions(string compareDefault)
{
    /// <summary>The option that names a model.</summary>
    public const string ModelName = "--model";

    // What the published scripts have where nobody says otherwise.
    private const ulong PublishedSeed = 42;

    private readonly Argument<string[]> config = new("KEY=VALUE")
    {
        Description = $"config=FILE.yaml, a published configuration of {string.Join(" or ", UpstreamConfig.Families)}, and overrides of its keys, as " +
            "the published scripts take them. It brings model, settings, seed and output folder; options win over it. Samples 50000 images " +
            "and their npz, as the scripts do, unless --count says otherwise.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> model = AnyText(ModelName, "PATH|fashion",
        "A model folder, a generator's checkpoint or a folder that holds one, hf:ORG/NAME[@REVISION][:FILE] from the local " +
        "Hugging Face cache, or 'fashion', the embedded model (Fashion-MNIST, ten classes). Default: fashion.");

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:... Default: the one beside the generator that fits it.");

    private readonly Option<string?> preset = PresetChoice.Option();

    private readonly Option<string[]?> guidance = OfSetting(GuidanceSettings.Kind, lists: false,
        "Samples with this kind of guidance only, straight into the output folder.");

    private readonly Option<string[]?> compare = OfSetting(GuidanceSettings.Kind, lists: true,
        $"Samples the same images with each of these kinds of guidance. Default: {compareDefault}.", "--compare");

    private readonly SettingOptions<GuidanceOptions> guidanceSettings =
        new(GuidanceSettings.All.Where(setting => setting != GuidanceSettings.Kind), lists: false);

    private readonly Option<bool> paper = new("--paper")
    {
        Description = "SoftCFG with value weights as in the paper, not as released: maximum confidence of a token's own, " +
            "normalised, without exponent or floor.",
    };

    private readonly SettingOptions<SamplingOptions> samplingSettings = new(SamplingSettings.All, lists: false);

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<WeightsChoice?> weights = WeightsChoice.Option();

    /// <summary>The words of a published configuration.</summary>
    public Argument Config => config;

    /// <summary>Which model.</summary>
    public IEnumerable<Option> OfModel => [model, tokenizer];

    /// <summary>Under which guidance, and how tokens are drawn.</summary>
    public IEnumerable<Option> OfGuidance => [preset, guidance, compare, .. guidanceSettings.All, paper, .. samplingSettings.All];

    /// <summary>How it computes.</summary>
    public IEnumerable<Option> OfWeights => [dtype, weights];

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="command">The command, for messages.</param>
    /// <param name="session">Told what people should know.</param>
    /// <param name="otherwise">The kinds of guidance where none is asked for.</param>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    public GuidedModel Read(ParseResult parse, Command command, Session session, Func<GuidanceOptions, GuidanceKind[]> otherwise)
    {
        var chosen = ModelChoice.Make(parse.GetValue(model), parse.GetValue(tokenizer), Configuration(parse, command));
        var published = chosen.Config?.Sampling;
        var settings = PresetChoice.Find(parse.GetValue(preset));
        var guided = Guided(parse, settings?.Settings.Guidance ?? chosen.Model.Guidance);
        var kinds = Kinds(parse, guided, settings, chosen, otherwise);
        CheckAgreement(parse, guided, kinds);
        chosen.SayWhatIsIgnored(session);
        settings?.SayWhatToKnow(session, chosen.Model.Name);
        return new GuidedModel
        {
            Model = chosen.Model,
            Published = published,
            // RAR's script has its seed in the code.
            Seed = published?.Seed ?? (published is null ? 0u : PublishedSeed),
            Kinds = kinds,
            Guided = guided,
            Sampling = samplingSettings.ApplyDrawing(parse, settings?.SamplingOf(chosen.Model.Sampling) ?? chosen.Model.Sampling),
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
        };
    }

    /// <summary>The model's path as it was typed, for a model of prompts.</summary>
    public string? ModelPath(ParseResult parse) => parse.GetValue(model);

    /// <summary>The image tokenizer's path as it was typed.</summary>
    public string? TokenizerPath(ParseResult parse) => parse.GetValue(tokenizer);

    /// <summary>What a command line asks for of a model of prompts, which has no presets and no configurations; loads nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="command">The command, for messages.</param>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    public AskedGuidance ReadForPrompts(ParseResult parse, Command command)
    {
        if (Configuration(parse, command) is [var word, ..])
            throw new UsageException($"'{word}' is of a configuration, and those are of models of classes. With --prompts give options.");
        if (Given(parse, preset))
            throw new UsageException("--preset has settings of a model of classes. With --prompts the settings of Lumina-mGPT 2.0 are the default.");
        var guided = Guided(parse, PromptImageGenerator.ReleasedGuidance);
        var kinds = AskedKinds(parse) ?? [PromptImageGenerator.ReleasedGuidance.Kind];
        CheckAgreement(parse, guided, kinds);
        return new AskedGuidance
        {
            Kinds = kinds,
            Guided = guided,
            Sampling = samplingSettings.ApplyDrawing(parse, PromptImageGenerator.ReleasedSampling),
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
        };
    }

    /// <summary>The words that are no options: they make up a published configuration, or a mistake.</summary>
    private string[] Configuration(ParseResult parse, Command command)
    {
        var words = parse.GetValue(config) ?? [];
        var stranger = Array.Find(words, word => !UpstreamConfig.IsArgument(word));
        return stranger is null ? words : throw CommandLine.NotUnderstood(stranger, command);
    }

    private GuidanceOptions Guided(ParseResult parse, GuidanceOptions otherwise) =>
        guidanceSettings.Apply(parse, parse.GetValue(paper) ? otherwise.AsInPaper() : otherwise);

    private GuidanceKind[] Kinds(ParseResult parse, GuidanceOptions guided, PresetChoice? preset, ModelChoice chosen,
        Func<GuidanceOptions, GuidanceKind[]> otherwise) =>
        AskedKinds(parse) ?? (preset is not null ? [preset.Settings.Guidance.Kind]
            : chosen.Config is null ? otherwise(guided)
            : [PublishedKind(guided)]);

    private GuidanceKind[]? AskedKinds(ParseResult parse)
    {
        if (Given(parse, guidance) && Given(parse, compare))
        {
            throw new UsageException(
                "--guidance and --compare exclude each other: one kind of guidance, or several to compare.");
        }
        return FirstGiven(parse, guidance, compare) is { } asked
            ? parse.GetRequiredValue((Option<string[]?>)asked)!.Select(word => GuidanceSettings.Kind.Values.Parse(word)!.Value).ToArray()
            : null;
    }

    /// <summary>What the published programs do: they have no kinds of guidance, but numbers that switch it off.</summary>
    private static GuidanceKind PublishedKind(GuidanceOptions guided) => guided switch
    {
        { Scale: 0 } => GuidanceKind.None,
        { Strength: 0 } => GuidanceKind.ClassifierFree,
        _ => GuidanceKind.SoftCfg,
    };

    /// <summary>Refuses options that nothing would look at: whoever gave them expects something else.</summary>
    private void CheckAgreement(ParseResult parse, GuidanceOptions guided, GuidanceKind[] kinds)
    {
        // A scale or strength of 0 switched guidance off: it was looked at.
        if (!guidanceSettings.Gives(parse, GuidanceSettings.Scale, GuidanceSettings.Strength)
            || FirstGiven(parse, guidance, compare) is not null || guided is { Scale: not 0, Strength: not 0 })
        {
            CheckGuidance(parse, guidanceSettings, kinds.Select(kind => guided with { Kind = kind }).ToList());
        }
        if (parse.GetValue(paper) && !kinds.Contains(GuidanceKind.SoftCfg))
        {
            throw new UsageException($"--paper belongs to SoftCFG, but the guidance is " +
                $"{string.Join(", ", kinds.Select(GuidanceNames.Of))}. Leave it out, or add softcfg.");
        }
    }
}
