using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using SoftCfg.Sweeps;
using TorchSharp;
using static SoftCfg.Cli.OptionAgreement;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Sweeping;

/// <summary><c>softcfg sweep REFERENCE</c>: its options, and which of them go together.</summary>
internal sealed class SweepCommand : ToolCommand
{
    private static readonly (string, GuidanceKind)[] KindNames =
        [.. Enum.GetValues<GuidanceKind>().Select(kind => (GuidanceNames.Of(kind), kind))];

    private readonly Argument<string> reference = new("REFERENCE")
    {
        Description = "The images to resemble: an .npz file, a folder of PNG images, the .stats.safetensors of one, or " +
            "'fashion', the test images of Fashion-MNIST (their statistics come with the embedded model).",
    };

    private readonly Option<string?> model = Text("--model", "PATH",
        "A model folder, a generator's checkpoint or a folder that holds one, hf:ORG/NAME[@REVISION][:FILE] from the local " +
        "Hugging Face cache, or 'fashion', the embedded model. Default: fashion.");

    private readonly Option<string?> tokenizer = Text("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:... Default: the one beside the generator that fits it.");

    private readonly Option<string?> features =
        Text("--features", FeatureChoice.ValueName, $"{FeatureChoice.Help} Default: fashion.");

    private readonly Option<GuidanceKind[]?> guidance = Choices("--guidance",
        "Kinds of guidance. Default: none,cfg,softcfg.", KindNames);

    private readonly Option<double[]?> scale = Numbers("--scale", "Guidance scales. At least 0. Default: the model's.", 0);

    private readonly Option<double[]?> power = Numbers("--power",
        "How late the scale rises; 0 keeps it constant. At least 0. Default: the model's.", 0);

    private readonly Option<double[]?> strength = Numbers("--strength",
        "How strongly SoftCFG weakens confident tokens. At least 0. Default: the model's.", 0);

    private readonly Option<OnOff[]?> stepNorm = Choices("--step-norm",
        "Whether SoftCFG divides the confidences by their sum: on, off or on,off. Default: the model's.",
        ("on", OnOff.On), ("off", OnOff.Off));

    private readonly Option<ConfidenceSource[]?> confidence = Choices("--confidence",
        "SoftCFG's confidences: sampled, maximum or both. Default: the model's.",
        ("sampled", ConfidenceSource.Sampled), ("maximum", ConfidenceSource.Maximum));

    private readonly Option<WeightAlignment[]?> alignment = Choices("--alignment",
        "Which token's confidence weakens a value: released, paper or both. Default: the model's.",
        ("released", WeightAlignment.Released), ("paper", WeightAlignment.Paper));

    private readonly Option<double[]?> temperature = Numbers("--temperature",
        "Temperatures. 1e-6 to 1e6. Default: the model's.", 1e-6, 1e6);

    private readonly Option<int?> topK = WholeNumber("--top-k",
        "Draws among the k likeliest tokens; 0 is off. At least 0. Default: the model's.", 0);

    private readonly Option<double?> topP = Number("--top-p",
        "Draws among the fewest tokens whose probabilities reach this sum; 1 is off. 1e-6 to 1. Default: the model's.",
        1e-6, 1);

    private readonly Option<int?> count = WholeNumber("--count",
        "Images per point; image i has class i modulo their number. Figures mean little below thousands. At least 4. " +
        "Default: 10000.", 4);

    private readonly Option<ulong?> seed = Seed("--seed", "The same for every point. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together: more are faster and need more memory. 1 to 256. Default: 128.", 1,
        SweepOptions.ChunkSize);

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<string?> device = Text("--device", "cpu|cuda[:N]", "Where the model runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = Text("--output", "FOLDER",
        "Where tables and points go. A sweep of the same settings that is there is gone on with. Default: sweep.");

    private readonly Option<bool> keepImages = new("--keep-images")
    {
        Description = "Keeps the images of every point, points/KEY/samples.npz, after they were measured.",
    };

    private readonly Option<bool> json = new("--json") { Description = "Prints sweep.json instead of the table." };

    private readonly Session session;

    public SweepCommand(Session session) : base("sweep",
        "Compares guidance settings: samples the same images at every combination of the lists given, and evaluates each " +
        "set against a reference. Stopped or killed, the same command goes on where it was.",
        "softcfg sweep fashion --scale 1,1.5,2,3 --output sweep",
        "softcfg sweep VIRTUAL_imagenet256_labeled.npz --model weights/rar_b.bin " +
        "--features inception:classify_image_graph_def.pb --guidance cfg,softcfg --scale 3,4,5 --strength 0.5,1 --count 50000")
    {
        this.session = session;
        Arguments.Add(reference);
        Option[] all =
        [
            model, tokenizer, features, guidance, scale, power, strength, stepNorm, confidence, alignment, temperature, topK,
            topP, count, seed, batch, dtype, device, threads, output, keepImages, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            Run(parse);
            return ExitCodes.Success;
        });
    }

    private void Run(ParseResult parse)
    {
        var chosen = ModelChoice.Make(parse.GetValue(model), parse.GetValue(tokenizer), []).Model;
        var options = Parse(parse, chosen);
        torch.set_num_threads(ThreadChoice.Make(parse.GetValue(threads), session).Count);
        SlowProducts.Say(session, options.DType, options.Device);
        using var network = FeatureChoice.Load(parse.GetValue(features), options.Device);
        var table = new SweepView(session).Run(options, network);
        if (parse.GetValue(json))
            session.Output.WriteJson(table.Json());
        else
            session.Output.Write(table.Markdown());
    }

    private SweepOptions Parse(ParseResult parse, ModelDescription chosen)
    {
        var kinds = List(parse, guidance) ?? Enum.GetValues<GuidanceKind>();
        CheckGuidance(parse, kinds, [scale, power], [strength, stepNorm, confidence, alignment]);
        return new SweepOptions
        {
            Model = chosen,
            Reference = ReferenceChoice.Find(parse.GetRequiredValue(reference)),
            Output = parse.GetValue(output) ?? "sweep",
            Grid = new SweepGrid
            {
                Kinds = kinds,
                Scales = List(parse, scale),
                Powers = List(parse, power),
                Strengths = List(parse, strength),
                StepNormalizations = List(parse, stepNorm)?.Select(value => value == OnOff.On).ToList(),
                Confidences = List(parse, confidence),
                Alignments = List(parse, alignment),
                Temperatures = List(parse, temperature),
            },
            Count = parse.GetValue(count) ?? 10_000,
            Seed = parse.GetValue(seed) ?? 0,
            BatchSize = parse.GetValue(batch) ?? 128,
            Sampling = chosen.Sampling with
            {
                TopK = parse.GetValue(topK) ?? chosen.Sampling.TopK,
                TopP = parse.GetValue(topP) ?? chosen.Sampling.TopP,
                // Who asks for top-k or top-p wants tokens drawn, whatever the model does by default.
                Greedy = chosen.Sampling.Greedy && FirstGiven(parse, topK, topP) is null,
            },
            DType = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Device = DeviceChoice.Find(parse.GetValue(device) ?? "cpu"),
            KeepImages = parse.GetValue(keepImages),
        };
    }

    /// <summary>The values of a list; null when it was not given, of which the parser makes an empty one.</summary>
    private static T[]? List<T>(ParseResult parse, Option<T[]?> option) =>
        Given(parse, option) ? parse.GetValue(option) : null;
}
