using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
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
    private readonly Argument<string> reference = new("REFERENCE")
    {
        Description = "The images to resemble: an .npz file, a folder of images, the .stats.safetensors of one, or " +
            "'fashion', the test images of Fashion-MNIST (their statistics come with the embedded model).",
    };

    private readonly Option<string?> model = AnyText("--model", "PATH|fashion",
        "A model folder, a generator's checkpoint or a folder that holds one, hf:ORG/NAME[@REVISION][:FILE] from the local " +
        "Hugging Face cache, or 'fashion', the embedded model. Default: fashion.");

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:... Default: the one beside the generator that fits it.");

    private readonly Option<string?> features =
        AnyText("--features", FeatureChoice.ValueName, $"{FeatureChoice.Help} Default: fashion.");

    private readonly Option<string?> preset = PresetChoice.Option();

    private readonly SettingOptions<GuidanceOptions> guidance = new(GuidanceSettings.All, lists: true);

    private readonly SettingOptions<SamplingOptions> sampling = new(SamplingSettings.All, lists: true);

    private readonly Option<int?> count = WholeNumber("--count",
        "Images per point; image i has class i modulo their number. Figures mean little below thousands. 4 to 1000000. " +
        "Default: 10000.", 4, SweepOptions.MaximumCount);

    private readonly Option<ulong?> seed = Seed("--seed", "The same for every point. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together: more are faster and need more memory. 1 to 256. Default: 128.", 1,
        SweepOptions.ChunkSize);

    private readonly Option<torch.ScalarType?> dtype = Choice("--dtype",
        "How the generator's weights are stored and multiplied. Default: float32.",
        ("float32", torch.ScalarType.Float32), ("bfloat16", torch.ScalarType.BFloat16));

    private readonly Option<WeightsChoice?> weights = WeightsChoice.Option();

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the model runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
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
        "--features inception:classify_image_graph_def.pb --guidance cfg,softcfg --scale 3,4,5 --strength 0.5,1 --count 50000 --output rar-sweep")
    {
        this.session = session;
        Arguments.Add(reference);
        Option[] all =
        [
            model, tokenizer, features, preset, .. guidance.All, .. sampling.All, count, seed, batch, dtype, weights, device, threads,
            output, keepImages, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        guidance.All.First().Description = "Kinds of guidance, separated by commas. Default: none,cfg,softcfg; with --preset, its own.";
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
        WeightsChoice.Check(options.Weights, options.Dtype, options.Device);
        SlowProducts.Say(session, options.Dtype, options.Device);
        using var network = FeatureChoice.Load(parse.GetValue(features), options.Device);
        var table = new SweepView(session).Run(options, network);
        if (parse.GetValue(json))
            session.Output.WriteJson(table.Json());
        else
            session.Output.Write(table.Markdown());
    }

    private SweepOptions Parse(ParseResult parse, ModelDescription chosen)
    {
        var published = PresetChoice.Find(parse.GetValue(preset));
        published?.SayWhatToKnow(session, chosen.Name);
        var otherwise = (Guidance: published?.Settings.Guidance ?? chosen.Guidance,
            Sampling: published?.SamplingOf(chosen.Sampling) ?? chosen.Sampling);
        // Who asks for top-k or top-p wants tokens drawn, whatever the model does by default.
        if (sampling.Gives(parse, SamplingSettings.TopK, SamplingSettings.TopP))
            otherwise.Sampling = otherwise.Sampling with { Greedy = false };
        var grid = Grid(parse, published);
        var points = grid.Points(otherwise.Guidance, otherwise.Sampling);
        CheckGuidance(parse, guidance, points.Select(point => point.Guidance).ToList());
        sampling.RefuseIdle(parse, points.Select(point => point.Sampling).ToList(), "the likeliest token is taken",
            _ => $", or {SamplingSettings.Greedy.Option}");
        return new SweepOptions
        {
            Model = chosen,
            Reference = ImageSetChoice.Find(parse.GetRequiredValue(reference)),
            Output = parse.GetValue(output) ?? "sweep",
            Grid = grid,
            Guidance = otherwise.Guidance,
            Sampling = otherwise.Sampling,
            Count = parse.GetValue(count) ?? 10_000,
            Seed = parse.GetValue(seed) ?? 0,
            BatchSize = parse.GetValue(batch) ?? 128,
            Dtype = parse.GetValue(dtype) ?? torch.ScalarType.Float32,
            Weights = parse.GetValue(weights)?.Format,
            Device = DeviceChoice.Find(parse.GetValue(device) ?? "cpu"),
            KeepImages = parse.GetValue(keepImages),
        };
    }

    private SweepGrid Grid(ParseResult parse, PresetChoice? published)
    {
        var grid = published is null
            ? new SweepGrid()
            : new SweepGrid().Over(GuidanceSettings.Kind, published.Settings.Guidance.Kind);
        foreach (var (setting, values) in guidance.Given(parse))
            grid = grid.OverTexts(setting, values);
        foreach (var (setting, values) in sampling.Given(parse))
            grid = grid.OverTexts(setting, values);
        return grid;
    }
}
