using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading.Configuration;
using TorchSharp;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sampling;

/// <summary><c>softcfg sample</c>: its options, and which of them go together.</summary>
internal sealed class SampleCommand : ToolCommand
{
    // What the published scripts sample where nobody says how many.
    private const int PublishedCount = 50_000;
    private const ulong PublishedSeed = 42;

    private readonly Argument<string[]> config = new("KEY=VALUE")
    {
        Description = $"config=FILE.yaml, a published configuration of {string.Join(" or ", UpstreamConfig.Families)}, and overrides of its keys, as " +
            "the published scripts take them. It brings model, settings, seed and output folder; options win over it. " +
            "Samples 50000 images and their npz, as the scripts do, unless --count says otherwise.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> model = AnyText("--model", "PATH",
        "A model folder, a generator's checkpoint or a folder that holds one, hf:ORG/NAME[@REVISION][:FILE] from the local " +
        "Hugging Face cache, or 'fashion', the embedded model (Fashion-MNIST, ten classes). Default: fashion.");

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:... Default: the one beside the generator that fits it.");

    private readonly Option<string[]> classes = new("--classes")
    {
        HelpName = "LIST",
        Description = "Class labels, names or synonyms, separated by commas. Default: all classes of the model.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> count = WholeNumber("--count",
        "Images per kind of guidance; image i has class number i modulo their count. Default: 4 per class, at most 40.",
        1);

    private readonly Option<ulong?> seed = Seed("--seed", "With an image's index, decides the image. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together: more are faster and need more memory; the images stay the same. 1 to 4096. " +
        "Default: 16.", 1, 4096);

    private readonly Option<string?> preset = AnyText("--preset", "NAME", PresetChoice.Help);

    private readonly Option<string[]?> guidance = OfSetting(GuidanceSettings.Kind, lists: false,
        "Samples with this kind of guidance only, straight into the output folder.");

    private readonly Option<string[]?> compare = OfSetting(GuidanceSettings.Kind, lists: true,
        "Samples the same images with each of these kinds of guidance. Default: none,cfg,softcfg.", "--compare");

    private readonly SettingOptions<GuidanceOptions> guidanceSettings =
        new(GuidanceSettings.All.Where(setting => setting != GuidanceSettings.Kind), lists: false);

    private readonly Option<bool> paper = new("--paper")
    {
        Description = "SoftCFG with value weights as in the paper, not as released: maximum confidence of a token's own, " +
            "normalised, without exponent or floor.",
    };

    private readonly SettingOptions<SamplingOptions> samplingSettings = new(SamplingSettings.All, lists: false);

    private readonly Option<string?> reconstruct = AnyText("--reconstruct", "IMAGE|FOLDER",
        "Keeps tokens of originals, PNG or JPEG, a folder's in the order of their names (not sheet.png), cropped to the centre " +
        "and resized where they must be. Image i has original number i modulo their count, and without --classes the class " +
        "that softcfg wrote into it; --count is then by default the number of originals.");

    private readonly Option<double?> keep = Number("--keep",
        "The probability that a token of the original is kept instead of the sampled one, from 0 (none) to 1 (all).", 0, 1);

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<WeightsChoice?> weights = WeightsChoice.Option();

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the model runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "Where the images go: NNNNNN.png by index, in a folder per kind of guidance when there are several, and " +
        "sheet.png. Files of the same names are replaced. Default: samples.");

    private readonly Option<bool> npz = new("--npz")
    {
        Description = "Also writes all images as one uint8 array [N, H, W, 3]: OUTPUT.npz, or OUTPUT/KIND.npz when " +
            "there are several kinds.",
    };

    private readonly Option<string?> trace = AnyText("--trace", "FILE.jsonl",
        "Also writes what guidance did, a line of JSON for every image: scale, confidences, divergence and value weights of " +
        "each step.");

    private readonly Option<bool> json = new("--json")
    {
        Description = "Prints the summary as JSON, and nothing else, to standard output.",
    };

    private readonly Session session;

    public SampleCommand(Session session) : base("sample",
        "Samples images. Without options: all classes of the embedded model without guidance, with CFG and with " +
        "SoftCFG, side by side on samples/sheet.png.",
        "softcfg sample",
        "softcfg sample --reconstruct samples/cfg --keep 0.5 --guidance softcfg --output kept",
        "softcfg sample --classes sneaker,bag --compare cfg,softcfg --scale 6 --count 8",
        "softcfg sample --model weights/rar_b.bin --classes \"golden retriever,otter\" --guidance softcfg --count 8",
        "softcfg sample --model weights/alitok_xl.bin --preset alitok-xl-softcfg --count 8",
        "softcfg sample config=configs/alitok_b.yaml experiment.output_dir=out experiment.generator_checkpoint=alitok_b.bin")
    {
        this.session = session;
        Arguments.Add(config);
        Option[] all =
        [
            model, tokenizer, classes, count, seed, batch, preset, guidance, compare, .. guidanceSettings.All, paper,
            .. samplingSettings.All, reconstruct, keep, dtype, weights, device, threads, output, npz, trace, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new SampleRun(Read(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    internal SampleOptions Read(ParseResult parse)
    {
        var chosen = ModelChoice.Make(parse.GetValue(model), parse.GetValue(tokenizer), Configuration(parse));
        var published = chosen.Config?.Sampling;
        var settings = PresetChoice.Find(parse.GetValue(preset));
        var guided = Guided(parse, settings?.Settings.Guidance ?? chosen.Model.Guidance);
        var kinds = Kinds(parse, guided, settings, chosen);
        CheckAgreement(parse, guided, kinds);
        chosen.SayWhatIsIgnored(session);
        settings?.SayWhatToKnow(session, chosen.Model.Name);
        return new SampleOptions
        {
            Model = chosen.Model,
            Classes = parse.GetValue(classes) ?? [],
            Count = parse.GetValue(count) ?? (published is null ? null : PublishedCount),
            // RAR's script has its seed in the code.
            Seed = parse.GetValue(seed) ?? published?.Seed ?? (published is null ? 0u : PublishedSeed),
            Batch = parse.GetValue(batch) ?? 16,
            Kinds = kinds,
            Guided = guided,
            Sampling = samplingSettings.ApplyDrawing(parse, settings?.SamplingOf(chosen.Model.Sampling) ?? chosen.Model.Sampling),
            Reconstruct = parse.GetValue(reconstruct),
            Keep = parse.GetValue(keep),
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Output = parse.GetValue(output) ?? published?.OutputFolder ?? "samples",
            Npz = parse.GetValue(npz) || published is not null,
            Trace = parse.GetValue(trace),
            Json = parse.GetValue(json),
        };
    }

    /// <summary>The words that are no options: they make up a published configuration, or a mistake.</summary>
    private string[] Configuration(ParseResult parse)
    {
        var words = parse.GetValue(config) ?? [];
        var stranger = Array.Find(words, word => !UpstreamConfig.IsArgument(word));
        return stranger is null ? words : throw CommandLine.NotUnderstood(stranger, this);
    }

    private GuidanceOptions Guided(ParseResult parse, GuidanceOptions otherwise) =>
        guidanceSettings.Apply(parse, parse.GetValue(paper) ? otherwise.AsInPaper() : otherwise);

    private GuidanceKind[] Kinds(ParseResult parse, GuidanceOptions guided, PresetChoice? preset, ModelChoice chosen)
    {
        if (Given(parse, guidance) && Given(parse, compare))
        {
            throw new UsageException(
                "--guidance and --compare exclude each other: one kind of guidance, or several to compare.");
        }
        if (FirstGiven(parse, guidance, compare) is { } asked)
            return parse.GetRequiredValue((Option<string[]?>)asked)!.Select(word => GuidanceSettings.Kind.Values.Parse(word)!.Value).ToArray();
        return preset is not null ? [preset.Settings.Guidance.Kind]
            : chosen.Config is null ? Enum.GetValues<GuidanceKind>()
            : [PublishedKind(guided)];
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
        if (Given(parse, reconstruct) != Given(parse, keep))
        {
            throw new UsageException(Given(parse, keep)
                ? "--keep says how much of originals is kept, but there are none. Give --reconstruct as well."
                : "--reconstruct needs --keep, the probability that a token of an original is kept: from 0 to 1.");
        }
    }
}
