using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Families;
using SoftCfg.Files;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Benchmarking;

/// <summary><c>softcfg bench</c>: how fast models decode here, and how near that is to what the machine can do.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private const int LargestBatch = 4096;

    /// <summary>The smallest of every family, and the embedded one.</summary>
    private static readonly string[] DefaultModels =
        [.. PublishedModels.All.DistinctBy(model => model.Family, StringComparer.Ordinal).Select(model => model.ShortName), EmbeddedModel.Name];

    private static readonly int[] DefaultBatches = [1, 8, 32];

    private readonly Option<string[]?> model = Names("--model", "NAME|PATH",
        $"A published model, made at its full size with random weights: {string.Join(", ", SyntheticModel.Names)}; or one that is " +
        $"loaded: {EmbeddedModel.Name}, or a path as 'softcfg sample --model' takes it, for which no image tokenizer is needed. " +
        $"Default: {string.Join(',', DefaultModels)}.");

    private readonly Option<int[]?> batch = WholeNumbers("--batch",
        $"Images decoded together. 1 to {LargestBatch}. Default: 1, without --model {string.Join(',', DefaultBatches)}.", 1, LargestBatch);

    private readonly Option<WeightFormat[]?> weights = Choices("--weights",
        "How weights are stored. Default: float32, without --model every one that this version has.", BenchNames.Formats);

    private readonly Option<GuidanceKind[]?> guidance = Choices("--guidance",
        "How images are guided. With cfg,softcfg their runs alternate, and the ratio of their times is measured in pairs. " +
        "Default: softcfg, without --model none,cfg,softcfg.",
        [.. Enum.GetValues<GuidanceKind>().Select(kind => (GuidanceNames.Of(kind), kind))]);

    private readonly Option<int?> steps = WholeNumber("--steps",
        "Tokens of every image that a run times. Where that is more than an image has, images that are finished make room for " +
        "others. 1 to 1000000. Default: 40.", 1, 1_000_000);

    private readonly Option<int?> length = WholeNumber("--length",
        "Tokens of every image that each run decodes before its clock starts. Default: 0.", 0);

    private readonly Option<int?> runs = WholeNumber("--runs",
        "Timed runs of each cell, after one that is not; figures are medians. 1 to 1000. Default: 3, without --model 5.", 1, 1000);

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FILE", "Keeps the run, for --compare. Replaces the file if it exists.");

    private readonly Option<bool> json = new("--json")
    {
        Description = "Prints one line of JSON and nothing else to standard output: of a single cell its figures and the machine's, " +
            "else the whole run as --output keeps it.",
    };

    private readonly Option<string[]?> compare = new("--compare")
    {
        Description = "Measures nothing, and prints how many times as fast each cell of run B is as that of run A.",
        HelpName = "A B",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Session session;

    public BenchCommand(Session session) : base("bench",
        "Measures how fast models decode, in image tokens a second, and how near that is to what this machine can do: first the " +
        "ceilings (memory read, products of float32 and of bytes), then every combination of the lists given.",
        "softcfg bench --model alitok-b --batch 1 --weights float32 --guidance softcfg --steps 40 --json",
        "softcfg bench --model rar-b --batch 1,8 --guidance cfg,softcfg --runs 9",
        "softcfg bench --output here.json",
        "softcfg bench --compare before.json after.json")
    {
        this.session = session;
        Option[] all = [model, batch, weights, guidance, steps, length, runs, threads, output, json, compare];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            if (parse.GetValue(compare) is { Length: 2 } files)
                Compare(parse, files);
            else
                Measure(Parse(parse));
            return ExitCodes.Success;
        });
    }

    private void Measure(BenchOptions options)
    {
        var run = new BenchRunner(options, session).Run();
        if (!options.Json)
        {
            foreach (var line in BenchTable.Of(run))
                session.Output.WriteLine(line);
        }
        if (options.Json && options.IsOneCell)
            session.Output.WriteJson(run.JsonOfOneCell());
        else if (options.Json || !options.IsOneCell)
            session.Output.WriteJson(run.Json());
        // Last: figures that were printed are not lost with a disk that is full.
        if (options.Output is { } file)
            run.Write(file);
    }

    private void Compare(ParseResult parse, string[] files)
    {
        if (OptionAgreement.FirstGiven(parse, model, batch, weights, guidance, steps, length, runs, threads, output) is { } idle)
            throw new UsageException($"{idle.Name} belongs to measuring, but --compare measures nothing. Leave one of them out.");
        var comparison = new RunComparison(BenchRun.Read(files[0]), BenchRun.Read(files[1]));
        if (parse.GetValue(json))
            session.Output.WriteJson(JsonOutput.Line(new { comparison.Cells, comparison.OnlyA, comparison.OnlyB }));
        else
            comparison.WriteText(session.Output);
    }

    private BenchOptions Parse(ParseResult parse)
    {
        var models = List(parse, model);
        var isChosen = models is not null;
        var options = new BenchOptions
        {
            Models = [.. (models ?? DefaultModels).Select(BenchModel.Find)],
            Weights = List(parse, weights) ?? (isChosen ? [WeightFormat.Float32] : Enum.GetValues<WeightFormat>()),
            Batches = List(parse, batch) ?? (isChosen ? [1] : DefaultBatches),
            Kinds = List(parse, guidance) ?? (isChosen ? [GuidanceKind.SoftCfg] : Enum.GetValues<GuidanceKind>()),
            Steps = parse.GetValue(steps) ?? 40,
            Length = parse.GetValue(length) ?? 0,
            Runs = parse.GetValue(runs) ?? (isChosen ? 3 : 5),
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Output = parse.GetValue(output),
            Json = parse.GetValue(json),
            IsOneCell = false,
        };
        foreach (var row in options.Rows)
            RefuseTooLong(row);
        CheckOutput(options.Output);
        return options with { IsOneCell = isChosen && options.Rows.Count() * options.Kinds.Count == 1 };
    }

    private static void RefuseTooLong(BenchRow row)
    {
        var tokens = row.Model.Source.TokensPerImage;
        if (row.Length > 0 && row.Length + row.Steps > tokens)
        {
            throw new UsageException($"--length is {row.Length} and --steps {row.Steps}, but an image of {row.Model} has {tokens} tokens. " +
                "Give less of either; without --length, images that are finished make room for others.");
        }
    }

    /// <summary>A list as it was given; null when it was not, for which the parser has an empty one.</summary>
    private static T[]? List<T>(ParseResult parse, Option<T[]?> option) =>
        OptionAgreement.Given(parse, option) ? parse.GetValue(option) : null;

    /// <summary>Refuses now what could not be written once everything has been measured.</summary>
    private static void CheckOutput(string? file)
    {
        try
        {
            if (file is not null)
                TextFile.EnsureWritable(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: {e.Message}");
        }
    }
}
