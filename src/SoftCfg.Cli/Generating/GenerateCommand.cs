using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using TorchSharp;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Generating;

/// <summary><c>softcfg generate</c>: its options, and which of them go together.</summary>
internal sealed class GenerateCommand : ToolCommand
{
    private const double PreviewSeconds = 5;

    private readonly PromptChoice prompts = new();

    private readonly Option<string?> model = AnyText("--model", "FOLDER",
        "The folder of Lumina-mGPT 2.0 as it is published, or hf:ORG/NAME[@REVISION] from the local Hugging Face cache. Needed.");

    private readonly Option<string?> imageTokenizer = AnyText("--image-tokenizer", "FILE",
        "The checkpoint of its image tokenizer, movqgan_270M.ckpt. Default: a file movqgan* in the model's folder.");

    private readonly Option<int?> count = WholeNumber("--count", "Images of each prompt, per kind of guidance. Default: 1.", 1, 1_000_000);

    private readonly Option<ulong?> seed = Seed("--seed", "With an image's index, decides the image. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together, of whatever sizes: more are faster and need more memory; the images stay the same. 1 to 4096. Default: 4.", 1, 4096);

    private readonly Option<string[]?> guidance = OfSetting(GuidanceSettings.Kind, lists: false,
        "How images are guided. Default: softcfg.");

    private readonly Option<string[]?> compare = OfSetting(GuidanceSettings.Kind, lists: true,
        "Generates the same images with each of these kinds of guidance, in a folder per kind.", "--compare");

    private readonly SettingOptions<GuidanceOptions> guidanceSettings =
        new(GuidanceSettings.All.Where(setting => setting != GuidanceSettings.Kind), lists: false);

    private readonly Option<bool> scaleDecay = new("--scale-decay")
    {
        Description = "Lets the scale fall to 4 within a few steps, as the release does whatever scale is asked for.",
    };

    private readonly SettingOptions<SamplingOptions> samplingSettings = new(SamplingSettings.All, lists: false);

    private readonly JacobiChoice jacobi = new();

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How libtorch stores and multiplies the weights that are not packed. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<WeightsChoice?> weights = WeightsChoice.Option();

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the model runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "Where the images go: NNNNNN.png by index, image i of prompt i modulo their number, in a folder per kind of guidance when there " +
        "are several, and sheet.png. Files of the same names are replaced. Default: samples.");

    private readonly Option<double?> preview = Number("--preview",
        "Seconds, at least, between refreshes of OUTPUT/preview.png, which shows the rows that there are of the image at work. " +
        "It takes a tenth of the time at most. Where the option is given, and the terminal has 24-bit colours (COLORTERM=truecolor), the " +
        $"picture is drawn there as well. Default: {PreviewSeconds}.", 0, 1e6);

    private readonly Option<bool> noPreview = new("--no-preview") { Description = "Writes no preview.png." };

    private readonly Option<string?> trace = AnyText("--trace", "FILE.jsonl",
        "Also writes what guidance did, a line of JSON for every image; 'softcfg plot' draws it.");

    private readonly Option<bool> json = new("--json")
    {
        Description = "Prints the summary as JSON, and nothing else, to standard output.",
    };

    private readonly Session session;

    public GenerateCommand(Session session) : base("generate",
        "Generates images from prompts with Lumina-mGPT 2.0, under SoftCFG guidance. Takes the options of the published command too " +
        "(--model_path, --save_path, --cfg, --top_k, --speculative_jacobi, --quant and all others).",
        "softcfg generate \"a red fox in the snow\" --model Lumina-mGPT-2.0 --weights int4",
        "softcfg generate \"a red fox\" \"a lighthouse at dusk\" --model Lumina-mGPT-2.0 --width 512 --height 768 -n 2 --jacobi",
        "softcfg generate --prompts prompts.jsonl --model Lumina-mGPT-2.0 --compare none,cfg,softcfg --trace trace.jsonl --output compared",
        "softcfg generate \"a room in spring\" --task i2i-depth --picture depth.png --height 1536 --model Lumina-mGPT-2.0")
    {
        this.session = session;
        count.Aliases.Add("-n");
        Arguments.Add((Argument<string[]>)prompts.Words);
        Option[] all =
        [
            model, imageTokenizer, .. prompts.All, count, seed, batch, guidance, compare, .. guidanceSettings.All, scaleDecay,
            .. samplingSettings.All, .. jacobi.All, dtype, weights, device, threads, output, preview, noPreview, trace, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new GenerateRun(Read(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    internal GenerateOptions Read(ParseResult parse)
    {
        var requests = prompts.Read(parse);
        var guided = guidanceSettings.Apply(parse, PromptImageGenerator.ReleasedGuidance);
        var kinds = Kinds(parse);
        CheckAgreement(parse, guided, kinds);
        return new GenerateOptions
        {
            Model = parse.GetValue(model) ?? throw new UsageException("--model is missing: give the folder of Lumina-mGPT 2.0."),
            ImageTokenizer = parse.GetValue(imageTokenizer),
            Prompts = requests,
            PerPrompt = parse.GetValue(count) ?? 1,
            Seed = parse.GetValue(seed) ?? 0,
            Batch = parse.GetValue(batch) ?? 4,
            Kinds = kinds,
            Guided = guided,
            DecaysAsReleased = parse.GetValue(scaleDecay),
            Sampling = samplingSettings.ApplyDrawing(parse, PromptImageGenerator.ReleasedSampling),
            Jacobi = jacobi.Read(parse),
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Output = parse.GetValue(output) ?? "samples",
            Preview = parse.GetValue(noPreview) ? null : TimeSpan.FromSeconds(parse.GetValue(preview) ?? PreviewSeconds),
            DrawsPreview = Given(parse, preview),
            Trace = parse.GetValue(trace),
            Json = parse.GetValue(json),
        };
    }

    private GuidanceKind[] Kinds(ParseResult parse)
    {
        if (Given(parse, guidance) && Given(parse, compare))
        {
            throw new UsageException(
                "--guidance and --compare exclude each other: one kind of guidance, or several to compare.");
        }
        return FirstGiven(parse, guidance, compare) is { } asked
            ? parse.GetRequiredValue((Option<string[]?>)asked)!.Select(word => GuidanceSettings.Kind.Values.Parse(word)!.Value).ToArray()
            : [PromptImageGenerator.ReleasedGuidance.Kind];
    }

    /// <summary>Refuses options that nothing would look at: whoever gave them expects something else.</summary>
    private void CheckAgreement(ParseResult parse, GuidanceOptions guided, GuidanceKind[] kinds)
    {
        CheckGuidance(parse, guidanceSettings, kinds.Select(kind => guided with { Kind = kind }).ToList());
        if (parse.GetValue(scaleDecay) && guidanceSettings.Gives(parse, GuidanceSettings.ScalePower))
            throw new UsageException("--scale-decay and --power exclude each other: the scale falls as released, or rises with a power.");
        if (parse.GetValue(scaleDecay) && kinds.All(kind => kind == GuidanceKind.None))
            throw new UsageException("--scale-decay belongs to guidance, but the guidance is none. Leave it out, or add cfg or softcfg.");
        if (parse.GetValue(noPreview) && Given(parse, preview))
            throw new UsageException("--preview and --no-preview exclude each other.");
    }
}
