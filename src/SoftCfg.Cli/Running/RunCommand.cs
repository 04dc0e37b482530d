using System.CommandLine;
using SoftCfg.Cli.Completing;
using SoftCfg.Cli.Generating;
using SoftCfg.Cli.Sampling;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg run</c>: its options.</summary>
internal sealed class RunCommand : ToolCommand
{
    private const int PublishedCount = 50_000, MostWorkers = 1024, DefaultRestarts = 3;

    private const string DefaultOutput = "run";

    private readonly GuidedModelOptions guided = new("the model's own kind");

    private readonly PromptedRun prompted = new();

    private readonly OriginalsChoice originals = new();

    private readonly Option<string[]> classes = new Option<string[]>("--classes")
    {
        HelpName = "LIST|random|FILE",
        Description = "Labels, names or synonyms, separated by commas: image i has number i modulo their count. random: each image draws " +
            "one, by the seed and its index. A file: a label a line. Default: all classes of the model in turn.",
        AllowMultipleArgumentsPerToken = true,
    }.Completed();

    private readonly Option<int?> count = WholeNumber("--count", "Images. Default: 50000; of prompts one each.", 1);

    private readonly Option<ulong?> seed = Seed("--seed", "With an image's index, decides the image. Default: 0.");

    private readonly Option<int?> batch = WholeNumber("--batch",
        "Images decoded together, at most a chunk: more are faster and need more memory; the images stay the same. 1 to 4096. " +
        "Default: 16; of prompts 4.", 1, 4096);

    private readonly Option<int?> chunk = WholeNumber("--chunk",
        "Images that a worker does at a time, and that are lost when it is killed; every worker of a run has the same. 1 to 65536. " +
        "Default: 64; of prompts 4.", 1, 1 << 16);

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]",
        "Where the model runs; cuda gives the workers of a machine its devices in turn. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "The folder of the run, with run.json, images/ and records/; in a folder per kind of guidance when there are several. The same " +
        "command goes on with what is there, on any number of machines at once. Default: run.");

    private readonly Option<ImageStorage?> images = Choice("--images",
        "How images are kept: a file each, an array per chunk, or not at all (then give --save-tokens). Default: png.",
        ("png", ImageStorage.Png), ("npz", ImageStorage.Npz), ("none", ImageStorage.None));

    private readonly Option<bool> saveTokens = new("--save-tokens")
    {
        Description = "Keeps the tokens of the images, for 'softcfg decode' and for research.",
    };

    private readonly Option<bool> saveTraces = new("--save-traces")
    {
        Description = "Keeps what guidance did, as 'softcfg sample --trace' does: OUTPUT/traces/NNNNNN.jsonl, a file a chunk.",
    };

    private readonly Option<int?> workers = WholeNumber("--workers",
        $"Processes to start on this machine; they share its processors, and the CUDA devices. 1 to {MostWorkers}. Default: 1, this one.",
        1, MostWorkers);

    private readonly Option<int?> restarts = WholeNumber("--restarts",
        $"How often each of --workers is started again when it dies. Default: {DefaultRestarts}.", 0, 1_000_000);

    private readonly Option<int?> rank = WholeNumber("--rank",
        "Which worker this process is, from 0. Default: what torchrun, Open MPI, SLURM or Kubernetes says, else 0.", 0, 999_999);

    private readonly Option<int?> worldSize = WholeNumber("--world-size",
        "How many workers are planned. No result depends on it. Default: what the engine says.", 1, 1_000_000);

    private readonly Option<double?> takeOver = Number("--take-over-after",
        "Seconds without a sign of life after which the chunk of a worker on another machine is taken over. Default: 60.", 1, 1e6);

    private readonly Option<bool> npz = new("--npz")
    {
        Description = "At the end, writes all images as one uint8 array [N, H, W, 3]: OUTPUT.npz, as 'softcfg merge' does.",
    };

    private readonly Option<bool> labels = new("--labels") { Description = "With --npz, also writes the class labels, or the numbers of the prompts from 0, as arr_1, int64 [N]." };

    private readonly Option<string?> log = AnyText("--log", "FILE.jsonl",
        "Adds what happens to a file, a line of JSON each; other workers than the first to FILE.RANK.jsonl.");

    private readonly Option<bool> json = new("--json") { Description = "Prints the summary as JSON, and nothing else, to standard output." };

    private readonly Session session;

    public RunCommand(Session session) : base("run",
        "Samples many images into a folder, with any number of workers on any number of machines. Stopped or killed, the same command " +
        "goes on where it was; the images are those of one process that was not.",
        "softcfg run --guidance softcfg --count 50000 --npz --output run",
        "softcfg run --model weights/rar_b.bin --preset rar-b-softcfg --count 50000 --device cuda --workers 8 --batch 64 --output rar-b",
        "softcfg run --prompts prompts.jsonl --model Lumina-mGPT-2.0 --weights int8 --save-tokens --workers 2 --output foxes",
        "srun softcfg run --model /shared/rar_xl.bin --count 50000 --device cuda --output /shared/rar-xl",
        "softcfg status run")
    {
        this.session = session;
        Arguments.Add(guided.Config);
        Option[] all =
        [
            .. guided.OfModel, classes, .. prompted.All, count, seed, batch, chunk, .. guided.OfGuidance, .. originals.All, .. guided.OfWeights, device, threads, output,
            images, saveTokens, saveTraces, workers, restarts, rank, worldSize, takeOver, npz, labels, log, json,
        ];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new RunAction(Read(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    internal RunSettings Read(ParseResult parse)
    {
        var asked = prompted.IsAsked(parse) ? OfPrompts(parse) : OfClasses(parse);
        var hasArray = parse.GetValue(npz) || asked.WritesArray;
        CheckKept(parse, hasArray, asked.Requests);
        var isSupervised = session.Environment(Supervisor.Variable) is not null;
        // A worker has the command line of its supervisor, and a rank of its own.
        var found = isSupervised ? WorkerRank.Find(null, null, session)
            : WorkerRank.Find(parse.GetValue(rank), parse.GetValue(worldSize), session);
        var processes = isSupervised ? 1 : parse.GetValue(workers) ?? 1;
        var perMachine = Math.Max(found.LocalSize, processes);
        var shared = ThreadChoice.Make(parse.GetValue(threads), session).Count;
        var onDevice = DeviceOf(parse.GetValue(device) ?? "cpu", found, processes);
        var one = asked.Run with
        {
            Sampling = asked.Guidance.Sampling,
            Dtype = asked.Guidance.Dtype,
            Weights = asked.Guidance.Weights,
            Device = DeviceChoice.Find(onDevice),
            ChunkSize = parse.GetValue(chunk) ?? asked.Run.ChunkSize,
            BatchSize = parse.GetValue(batch) ?? asked.Run.BatchSize,
            Images = parse.GetValue(images) ?? ImageStorage.Png,
            SaveTokens = parse.GetValue(saveTokens),
            SaveTraces = parse.GetValue(saveTraces),
            Worker = WorkerOf(found, parse.GetValue(takeOver)),
        };
        var kinds = asked.Guidance.Kinds;
        return new RunSettings
        {
            Runs = kinds.Select(kind => (kind, one with
            {
                Output = kinds.Count == 1 ? one.Output : Path.Combine(one.Output, GuidanceNames.Of(kind)),
                Guidance = asked.Guidance.Guided with { Kind = kind },
            })).ToList(),
            Requests = asked.Requests,
            Output = one.Output,
            Rank = found,
            Workers = processes,
            Restarts = parse.GetValue(restarts) ?? DefaultRestarts,
            Device = onDevice,
            // Each on its own processors, as far as they go; who gave --threads to one process meant it.
            Threads = perMachine > 1 ? Math.Max(shared / perMachine, 1) : shared,
            Npz = hasArray,
            Labels = parse.GetValue(labels),
            Log = parse.GetValue(log),
            Json = parse.GetValue(json),
        };
    }

    private AskedRun OfClasses(ParseResult parse)
    {
        var (reconstruct, keep) = originals.Read(parse);
        var asked = guided.Read(parse, this, session, options => [options.Kind]);
        var found = Originals.Find(reconstruct, session);
        var number = parse.GetValue(count) ?? found?.Count ?? PublishedCount;
        var typed = parse.GetValue(classes) ?? [];
        return new AskedRun(asked, new RunOptions
        {
            Model = asked.Model,
            Output = parse.GetValue(output) ?? asked.Published?.OutputFolder ?? DefaultOutput,
            Count = number,
            Classes = found is not null && typed.Length == 0
                ? new ClassAssignment(ClassOrder.Cycle, found.Classes([], asked.Model, number).Labels)
                : RunClasses.Resolve(typed, asked.Model),
            Originals = found?.OfRun(keep!.Value),
            Seed = parse.GetValue(seed) ?? asked.Seed,
        }, Requests: [], WritesArray: asked.Published is not null);
    }

    private AskedRun OfPrompts(ParseResult parse)
    {
        if (OptionAgreement.FirstGiven(parse, [classes, .. originals.All]) is { } idle)
            throw new UsageException($"{idle.Name} belongs to images of classes, but --prompts makes images of prompts. Leave it out.");
        var (run, requests) = prompted.Read(parse, parse.GetValue(output) ?? DefaultOutput, parse.GetValue(count), guided);
        return new AskedRun(guided.ReadForPrompts(parse, this), run with { Seed = parse.GetValue(seed) ?? 0 }, requests, WritesArray: false);
    }

    private void CheckKept(ParseResult parse, bool hasArray, IReadOnlyList<PromptRequest> requests)
    {
        if (parse.GetValue(labels) && !hasArray)
            throw new UsageException("--labels says what is in the array, but none is written. Give --npz as well.");
        if (parse.GetValue(images) == ImageStorage.None && (!parse.GetValue(saveTokens) || parse.GetValue(npz)))
        {
            throw new UsageException(parse.GetValue(npz) ? "--npz is an array of the images, but --images none keeps none."
                : "--images none keeps no images. Give --save-tokens as well, or there is nothing to keep.");
        }
        if ((hasArray || parse.GetValue(images) == ImageStorage.Npz) &&
            requests.Select(request => (request.Prompt.Width, request.Prompt.Height)).Distinct().ToList() is [var first, var second, ..])
        {
            throw new UsageException(FormattableString.Invariant(
                $"an array holds images of one size, but the prompts have several ({first.Width} x {first.Height} and {second.Width} x ") +
                FormattableString.Invariant($"{second.Height} pixels). Leave {(hasArray ? "--npz" : "--images npz")} out, or make a run of each size."));
        }
    }

    private static WorkerOptions WorkerOf(WorkerRank rank, double? takeOver)
    {
        var standard = new WorkerOptions { Rank = rank.Rank, WorldSize = rank.WorldSize };
        if (takeOver is not { } seconds)
            return standard;
        var patience = TimeSpan.FromSeconds(seconds);
        return standard with { Patience = patience, SignEvery = patience / 4 < standard.SignEvery ? patience / 4 : standard.SignEvery };
    }

    /// <summary>The device of this process: cuda alone means all there are, in turn.</summary>
    private static string DeviceOf(string name, WorkerRank rank, int processes) =>
        name == "cuda" && processes == 1 && DeviceChoice.CudaDevices() is > 0 and var devices
            ? FormattableString.Invariant($"cuda:{rank.LocalRank % devices}") : name;
}
