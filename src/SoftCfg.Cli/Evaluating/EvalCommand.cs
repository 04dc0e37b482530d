using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using TorchSharp;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Evaluating;

/// <summary><c>softcfg eval REFERENCE SAMPLES</c>: Inception Score, FID, sFID, precision and recall.</summary>
internal sealed class EvalCommand : ToolCommand
{
    /// <summary>Names the weights of the Inception network, for people who evaluate every day.</summary>
    private const string InceptionVariable = "SOFTCFG_INCEPTION";

    private readonly Argument<string> reference = new("REFERENCE")
    {
        Description = "The images to compare with: an .npz file with arr_0, uint8 [N, H, W, 3], or with statistics, or with " +
            "both; a folder of PNG or JPEG images, without sheet.png; a file of --save-statistics; or 'fashion', the test images " +
            "of Fashion-MNIST (their statistics come with the embedded model; a folder of that name is ./fashion).",
    };

    private readonly Argument<string?> samples = new("SAMPLES")
    {
        Description = "The images to judge, given in the same ways, or the folder of a finished 'softcfg run', which then keeps what the " +
            "network saw. Left out with --selftest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> selfTest = new("--selftest")
    {
        Description = "Splits the reference in two at random and compares the halves: what the figures are of samples that could not be better.",
    };

    private readonly Option<string?> features = AnyText("--features", FeatureChoice.ValueName,
        $"{FeatureChoice.Help} Default: inception with the file that the environment variable {InceptionVariable} names.");

    private readonly Option<string?> saveStatistics = AnyText("--save-statistics", "FILE.stats.safetensors",
        "Writes what was seen of the reference: given as REFERENCE later, it saves looking at the images again and gives the " +
        "same figures. Replaces the file if it exists.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images that the network is given at a time; no figure depends on it. 1 to 65536. Default: 64.", 1, 1 << 16);

    private readonly Option<torch.ScalarType?> distances = Choice("--distances",
        "The precision in which precision and recall measure distances. float16 is what published figures were measured in. " +
        "Default: float32.",
        ("float32", torch.ScalarType.Float32), ("float64", torch.ScalarType.Float64), ("float16", torch.ScalarType.Float16));

    private readonly Option<int?> resamples = WholeNumber("--resamples",
        "Resamples for the intervals of FID and Inception Score; 0 for no intervals. 0 to 1000000. Default: 1000.",
        0, 1_000_000);

    private readonly Option<double?> confidence = Number("--confidence",
        "The share of samplings that an interval speaks of. 0.01 to 0.999. Default: 0.95.", 0.01, 0.999);

    private readonly Option<ulong?> seed = Seed("--seed", "Decides the resamples. Default: 0.");

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the network runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<bool> json = new("--json")
    {
        Description = "Prints the figures, their intervals and warnings as JSON, and nothing else, to standard output.",
    };

    private readonly Session session;

    public EvalCommand(Session session) : base("eval",
        "Judges samples against a reference as the evaluator of guided-diffusion does, and prints its five lines: Inception " +
        "Score, FID, sFID, Precision, Recall. A figure that the network or the files do not allow has no line. Intervals " +
        "and warnings go to standard error.",
        "softcfg eval VIRTUAL_imagenet256_labeled.npz samples.npz --features inception:classify_image_graph_def.pb",
        "softcfg eval reference.npz samples/softcfg --features fashion --save-statistics reference.stats.safetensors",
        "softcfg eval reference.stats.safetensors samples/cfg --features fashion --json",
        "softcfg eval fashion --selftest --features fashion")
    {
        this.session = session;
        Arguments.Add(reference);
        Arguments.Add(samples);
        Option[] all =
            [features, saveStatistics, selfTest, batch, distances, resamples, confidence, seed, device, threads, json];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new EvalRun(Parse(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    private EvalOptions Parse(ParseResult parse)
    {
        if (parse.GetValue(resamples) == 1)
            throw new UsageException("--resamples is 1, which has no spread; it must be 0, for no intervals, or at least 2.");
        if (parse.GetValue(selfTest) == (parse.GetValue(samples) is not null))
        {
            throw new UsageException(parse.GetValue(selfTest) ? "--selftest compares the reference with itself; leave SAMPLES out."
                : "SAMPLES is missing: which images are to be judged? Give a folder or file, or --selftest.");
        }
        var standard = new EvaluationOptions();
        return new EvalOptions
        {
            Reference = ImageSetChoice.Find(parse.GetRequiredValue(reference)),
            Samples = parse.GetValue(samples) is { } judged ? ImageSetChoice.Find(judged) : null,
            Features = parse.GetValue(features) ?? DefaultFeatures(),
            Evaluation = new EvaluationOptions
            {
                BatchSize = parse.GetValue(batch) ?? standard.BatchSize,
                Distances = parse.GetValue(distances) ?? standard.Distances,
                Resamples = parse.GetValue(resamples) ?? standard.Resamples,
                ConfidenceLevel = parse.GetValue(confidence) ?? standard.ConfidenceLevel,
                Seed = parse.GetValue(seed) ?? standard.Seed,
            },
            Statistics = parse.GetValue(saveStatistics),
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Json = parse.GetValue(json),
        };
    }

    /// <summary>No network is a fair guess: figures of another one look as good and mean something else.</summary>
    private string DefaultFeatures() => session.Environment(InceptionVariable) is { Length: > 0 } file
        ? $"inception:{file}"
        : throw new UsageException(
            "--features is missing: which network sees the images? Give inception:FILE, where FILE is " +
            "classify_image_graph_def.pb of inception-2015-12-05.tgz or its weights as safetensors, for figures like the " +
            $"published ones, or name the file in {InceptionVariable}; or give fashion, for images of the embedded model.");
}
