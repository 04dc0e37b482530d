using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg reproduce PRESET</c>: a row of a published table, from the run to the report.</summary>
internal sealed class ReproduceCommand : ToolCommand
{
    private readonly Argument<string> preset = new("PRESET") { Description = "Published settings by their name; 'softcfg presets' lists all." };

    private readonly Option<string?> reference = AnyText("--reference", "FILE|FOLDER",
        "The images to compare with, as 'softcfg eval' takes them; published figures are those of VIRTUAL_imagenet256_labeled.npz.");

    private readonly Option<string?> features = AnyText("--features", FeatureChoice.ValueName, $"{FeatureChoice.Help} Default: fashion.");

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "The folder of the run; the report is beside it, FOLDER.md and FOLDER.json. The same command goes on. Default: the preset's name.");

    private readonly Option<bool> json = new("--json") { Description = "Prints the report as JSON, and nothing else, to standard output." };

    /// <summary>Options of <c>softcfg run</c>, handed on as they are.</summary>
    private readonly IReadOnlyList<Option> ofRun =
    [
        AnyText("--model", "PATH", "The model's weights, as 'softcfg run' takes them."),
        AnyText("--tokenizer", "FILE", "The image tokenizer's checkpoint. Default: the one beside the generator that fits it."),
        WholeNumber("--count", "Images. Default: 50000, as published.", 8),
        Seed("--seed", "Default: 0. The seed of a release gives other images here."),
        WholeNumber("--batch", "Images decoded together. Default: 16.", 1, 4096),
        WholeNumber("--chunk", "Images that a worker does at a time. Default: 64.", 1, 1 << 16),
        Choice("--dtype", "How the generator's weights are stored and multiplied. Default: float32.",
            ("float32", TorchSharp.torch.ScalarType.Float32), ("bfloat16", TorchSharp.torch.ScalarType.BFloat16)),
        WeightsChoice.Option(),
        AnyText("--device", "cpu|cuda[:N]", "Where the model and the network run. Default: cpu."),
        ThreadChoice.Option(),
        WholeNumber("--workers", "Processes to start on this machine. Default: 1, this one.", 1, 1024),
    ];

    private readonly Session session;

    public ReproduceCommand(Session session) : base("reproduce",
        "Does a row of a published table: samples with published settings, writes the array, evaluates it as the release did, and writes a " +
        "report with the published figures beside ours, their intervals, every setting, hashes and versions.",
        "softcfg reproduce alitok-b-softcfg --model weights/alitok_b.bin --reference VIRTUAL_imagenet256_labeled.npz " +
        "--features inception:classify_image_graph_def.pb --device cuda --workers 8 --batch 64",
        "softcfg reproduce alitok-b-softcfg --model fashion --reference fashion --count 500 --output attempt")
    {
        this.session = session;
        preset.CompletionSources.Add(_ => PresetChoice.Names);
        Arguments.Add(preset);
        foreach (var option in new Option[] { reference, features, output, json }.Concat(ofRun))
            Options.Add(option);
        SetAction(parse =>
        {
            Run(parse);
            return ExitCodes.Success;
        });
    }

    private void Run(ParseResult parse)
    {
        var published = PresetChoice.Find(parse.GetRequiredValue(preset))!;
        var compared = ImageSetChoice.Find(parse.GetValue(reference)
            ?? throw new UsageException("--reference is missing: which images are the samples to resemble?"));
        var folder = parse.GetValue(output) ?? published.Settings.Name;
        string[] words = ["--preset", published.Settings.Name, "--npz", "--labels", "--output", folder, .. ofRun.SelectMany(option => Words(parse, option))];
        var run = new RunCommand(session);
        var settings = run.Read(run.Parse(words));
        var action = new RunAction(settings, session);
        if (session.Environment(Supervisor.Variable) is not null)
        {
            action.Work();
            return;
        }
        using var network = FeatureChoice.Load(parse.GetValue(features), settings.Runs[0].Run.Device);
        RunImages.EnsureUsable(compared, network);
        action.Work();
        // Of several machines one evaluates.
        if (settings.Rank.IsFirst)
            Report(parse, new ReproductionReport(published, folder, compared, Evaluate(compared, folder, network)));
    }

    private EvaluationResult Evaluate(string compared, string folder, IFeatureNetwork network)
    {
        // Published precision and recall were measured in half precision.
        var options = new EvaluationOptions { Distances = TorchSharp.torch.ScalarType.Float16 };
        EvaluationResult? result = null;
        new ProgressView(session).Run("evaluating", progress =>
        {
            var relay = new Relay<EvaluationProgress>(p => progress.Report(new($"evaluating: {p.Done} of {p.Total}", p.Total == 0 ? 1 : (double)p.Done / p.Total)));
            using var published = RunImages.Measure(compared, network, options, relay, session);
            using var samples = RunImages.Measure(folder, network, options, relay, session);
            result = Evaluator.Compare(published, samples, options, relay, session.Cancellation);
        });
        return result!;
    }

    private void Report(ParseResult parse, ReproductionReport report)
    {
        var beside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(report.Folder));
        Files.TextFile.Write(beside + ".md", report.Markdown());
        Files.TextFile.Write(beside + ".json", report.Json());
        if (parse.GetValue(json))
            session.Output.WriteJson(report.Json().TrimEnd());
        else
            session.Output.Write(report.Markdown());
        session.Note($"the report is in '{beside}.md' and '{beside}.json'.");
    }

    private static IEnumerable<string> Words(ParseResult parse, Option option) =>
        parse.GetResult(option) is { Implicit: false } given ? given.Tokens.Select(token => token.Value).Prepend(option.Name) : [];
}
