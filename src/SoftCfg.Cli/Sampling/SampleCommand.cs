using System.CommandLine;
using SoftCfg.Loading.Configuration;
using SoftCfg.Guidance;
using TorchSharp;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sampling;

/// <summary><c>softcfg sample</c>: its options, and which of them go together.</summary>
internal sealed class SampleCommand : ToolCommand
{
    private static readonly (string, GuidanceKind)[] Kinds =
        [.. Enum.GetValues<GuidanceKind>().Select(kind => (GuidanceNames.Of(kind), kind))];

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

    private readonly Option<string?> model = Text("--model", "PATH",
        "A model folder, a generator's checkpoint or a folder that holds one, hf:ORG/NAME[@REVISION][:FILE] from the local " +
        "Hugging Face cache, or 'fashion', the embedded model (Fashion-MNIST, ten classes). Default: fashion.");

    private readonly Option<string?> tokenizer = Text("--tokenizer", "FILE",
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

    private readonly Option<GuidanceKind?> guidance = Choice("--guidance",
        "Samples with this kind of guidance only, straight into the output folder.", Kinds);

    private readonly Option<GuidanceKind[]?> compare = Choices("--compare",
        "Samples the same images with each of these kinds of guidance. Default: none,cfg,softcfg.", Kinds);

    private readonly Option<double?> scale = Number("--scale",
        "Guidance scale the schedule rises to; 1 is the conditional model, 0 no guidance. At least 0. " +
        "Default: the model's.", 0);

    private readonly Option<double?> power = Number("--power",
        "How late the scale rises; 0 keeps it constant. At least 0. Default: the model's.", 0);

    private readonly Option<double?> strength = Number("--strength",
        "How strongly SoftCFG weakens confident tokens; 0 is plain CFG. At least 0. Default: the model's.", 0);

    private readonly Option<OnOff?> stepNorm = Choice("--step-norm",
        "Whether SoftCFG divides the confidences by their sum. Default: the model's.",
        ("on", OnOff.On), ("off", OnOff.Off), ("true", OnOff.On), ("false", OnOff.Off));

    private readonly Option<ConfidenceSource?> confidence = Choice("--confidence",
        "A token's confidence: its own probability, or the largest one. Default: the model's.",
        ("sampled", ConfidenceSource.Sampled), ("maximum", ConfidenceSource.Maximum));

    private readonly Option<WeightAlignment?> alignment = Choice("--alignment",
        "Which token's confidence weakens a value: the next one's, as released, or its own, as in the paper. " +
        "Default: the model's.",
        ("released", WeightAlignment.Released), ("paper", WeightAlignment.Paper));

    private readonly Option<bool> paper = new("--paper")
    {
        Description = "SoftCFG with value weights as in the paper, not as released: maximum confidence of a token's own, " +
            "normalised, without exponent or floor.",
    };

    private readonly Option<double?> temperature = Number("--temperature",
        "Divides the logits: below 1 sharper, above 1 flatter. 1e-6 to 1e6. Default: the model's.", 1e-6, 1e6);

    private readonly Option<int?> topK = WholeNumber("--top-k",
        "Draws among the k likeliest tokens; 0 is off. At least 0. Default: the model's.", 0);

    private readonly Option<double?> topP = Number("--top-p",
        "Draws among the fewest tokens whose probabilities reach this sum; 1 is off. 1e-6 to 1. Default: the model's.",
        1e-6, 1);

    private readonly Option<bool> greedy = new("--greedy")
    {
        Description = "Takes the likeliest token instead of drawing one.",
    };

    private readonly Option<string?> reconstruct = Text("--reconstruct", "IMAGE|FOLDER",
        "Keeps tokens of originals, PNG or JPEG, a folder's in the order of their names (not sheet.png), cropped to the centre " +
        "and resized where they must be. Image i has original number i modulo their count, and without --classes the class " +
        "that softcfg wrote into it; --count is then by default the number of originals.");

    private readonly Option<double?> keep = Number("--keep",
        "The probability that a token of the original is kept instead of the sampled one, from 0 (none) to 1 (all).", 0, 1);

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<string?> device = Text("--device", "cpu|cuda[:N]", "Where the model runs. Default: cpu.");

    private readonly Option<int?> threads = WholeNumber("--threads",
        "Processor threads to compute with. 1 to 1024. Default: one per processor.", 1, 1024);

    private readonly Option<string?> output = Text("--output", "FOLDER",
        "Where the images go: NNNNNN.png by index, in a folder per kind of guidance when there are several, and " +
        "sheet.png. Files of the same names are replaced. Default: samples.");

    private readonly Option<bool> npz = new("--npz")
    {
        Description = "Also writes all images as one uint8 array [N, H, W, 3]: OUTPUT.npz, or OUTPUT/KIND.npz when " +
            "there are several kinds.",
    };

    private readonly Option<string?> trace = Text("--trace", "FILE.json",
        "Also writes what guidance did to every image: scale, confidences, divergence and value weights of each step.");

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
        "softcfg sample config=configs/alitok_b.yaml experiment.output_dir=out experiment.generator_checkpoint=alitok_b.bin")
    {
        this.session = session;
        Arguments.Add(config);
        Option[] all =
        [
            model, tokenizer, classes, count, seed, batch, guidance, compare, scale, power, strength, stepNorm, confidence,
            alignment, paper, temperature, topK, topP, greedy, reconstruct, keep, dtype, device, threads, output, npz, trace, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new SampleRun(Parse(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    private SampleOptions Parse(ParseResult parse)
    {
        var chosen = ModelChoice.Make(parse.GetValue(model), parse.GetValue(tokenizer), Configuration(parse));
        var published = chosen.Config?.Sampling;
        var kinds = ChosenKinds(parse, chosen);
        CheckAgreement(parse, kinds);
        chosen.SayWhatIsIgnored(session);
        return new SampleOptions
        {
            Model = chosen.Model,
            Classes = parse.GetValue(classes) ?? [],
            Count = parse.GetValue(count) ?? (published is null ? null : PublishedCount),
            // RAR's script has its seed in the code.
            Seed = parse.GetValue(seed) ?? published?.Seed ?? (published is null ? 0u : PublishedSeed),
            Batch = parse.GetValue(batch) ?? 16,
            Kinds = kinds,
            Paper = parse.GetValue(paper),
            Scale = parse.GetValue(scale),
            Power = parse.GetValue(power),
            Strength = parse.GetValue(strength),
            StepNormalization = parse.GetValue(stepNorm) is { } normalize ? normalize == OnOff.On : null,
            Confidence = parse.GetValue(confidence),
            Alignment = parse.GetValue(alignment),
            Temperature = parse.GetValue(temperature),
            TopK = parse.GetValue(topK),
            TopP = parse.GetValue(topP),
            Greedy = parse.GetValue(greedy),
            Reconstruct = parse.GetValue(reconstruct),
            Keep = parse.GetValue(keep),
            DType = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Device = parse.GetValue(device) ?? "cpu",
            Threads = parse.GetValue(threads) ?? Environment.ProcessorCount,
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

    private GuidanceKind[] ChosenKinds(ParseResult parse, ModelChoice chosen)
    {
        if (Given(parse, guidance) && Given(parse, compare))
        {
            throw new UsageException(
                "--guidance and --compare exclude each other: one kind of guidance, or several to compare.");
        }
        if (parse.GetValue(guidance) is { } kind)
            return [kind];
        if (Given(parse, compare))
            return parse.GetRequiredValue(compare)!;
        return chosen.Config is null ? Enum.GetValues<GuidanceKind>() : [chosen.Model.Guidance.Kind];
    }

    /// <summary>Refuses options that nothing would look at: whoever gave them expects something else.</summary>
    private void CheckAgreement(ParseResult parse, GuidanceKind[] kinds)
    {
        CheckGuidance(parse, kinds, [scale, power], [strength, stepNorm, confidence, alignment, paper]);
        if (Given(parse, reconstruct) != Given(parse, keep))
        {
            throw new UsageException(Given(parse, keep)
                ? "--keep says how much of originals is kept, but there are none. Give --reconstruct as well."
                : "--reconstruct needs --keep, the probability that a token of an original is kept: from 0 to 1.");
        }
        if (parse.GetValue(greedy) && FirstGiven(parse, topK, topP) is { } drawn)
        {
            throw new UsageException(
                $"--greedy and {drawn.Name} exclude each other: the likeliest token is taken, none is drawn.");
        }
    }
}
