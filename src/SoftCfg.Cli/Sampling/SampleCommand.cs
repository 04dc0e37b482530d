using System.CommandLine;
using SoftCfg.Cli.Completing;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sampling;

/// <summary><c>softcfg sample</c>: its options, and which of them go together.</summary>
internal sealed class SampleCommand : ToolCommand
{
    // What the published scripts sample where nobody says how many.
    private const int PublishedCount = 50_000;

    private readonly GuidedModelOptions guided = new("none,cfg,softcfg");

    private readonly Option<string[]> classes = new Option<string[]>("--classes")
    {
        HelpName = "LIST",
        Description = "Class labels, names or synonyms, separated by commas. Default: all classes of the model.",
        AllowMultipleArgumentsPerToken = true,
    }.Completed();

    private readonly Option<int?> count = WholeNumber("--count",
        "Images per kind of guidance; image i has class number i modulo their count. Default: 4 per class, at most 40.",
        1);

    private readonly Option<ulong?> seed = Seed("--seed", "With an image's index, decides the image. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together: more are faster and need more memory; the images stay the same. 1 to 4096. " +
        "Default: 16, or as many more as have 4096 tokens together.", 1, 4096);

    private readonly OriginalsChoice originals = new();

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

    private readonly Option<bool> preview = new("--preview")
    {
        Description = "Draws the images in the terminal as they grow, above the progress, where it has 24-bit colours (COLORTERM=truecolor).",
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
        "softcfg sample --preview",
        "softcfg sample --reconstruct samples/cfg --keep 0.5 --guidance softcfg --output kept",
        "softcfg sample --classes sneaker,bag --compare cfg,softcfg --scale 6 --count 8",
        "softcfg sample --model weights/rar_b.bin --classes \"golden retriever,otter\" --guidance softcfg --count 8",
        "softcfg sample --model weights/alitok_xl.bin --preset alitok-xl-softcfg --count 8",
        "softcfg sample config=configs/alitok_b.yaml experiment.output_dir=out experiment.generator_checkpoint=alitok_b.bin")
    {
        this.session = session;
        Arguments.Add(guided.Config);
        Option[] all =
        [
            .. guided.OfModel, classes, count, seed, batch, .. guided.OfGuidance, .. originals.All, .. guided.OfWeights, device, threads,
            output, npz, preview, trace, json,
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
        var (reconstruct, keep) = originals.Read(parse);
        var asked = guided.Read(parse, this, session, _ => Enum.GetValues<GuidanceKind>());
        return new SampleOptions
        {
            Model = asked.Model,
            Classes = parse.GetValue(classes) ?? [],
            Count = parse.GetValue(count) ?? (asked.Published is null ? null : PublishedCount),
            Seed = parse.GetValue(seed) ?? asked.Seed,
            Batch = parse.GetValue(batch),
            Kinds = asked.Kinds,
            Guided = asked.Guided,
            Sampling = asked.Sampling,
            Reconstruct = reconstruct,
            Keep = keep,
            Dtype = asked.Dtype,
            Weights = asked.Weights,
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Output = parse.GetValue(output) ?? asked.Published?.OutputFolder ?? "samples",
            Npz = parse.GetValue(npz) || asked.Published is not null,
            Preview = parse.GetValue(preview),
            Trace = parse.GetValue(trace),
            Json = parse.GetValue(json),
        };
    }
}
