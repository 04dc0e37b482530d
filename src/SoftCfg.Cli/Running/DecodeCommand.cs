using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Loading;
using SoftCfg.Runs;
using TorchSharp;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg decode FOLDER</c>: makes images of the tokens that a run kept.</summary>
internal sealed class DecodeCommand : ToolCommand
{
    private readonly Argument<string> folder = new("FOLDER") { Description = "The folder of a finished run with --save-tokens." };

    private readonly Option<string?> model = AnyText("--model", "PATH",
        "The model of the run, as 'softcfg run' takes it; only its image tokenizer is loaded. Default: fashion.");

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "The image tokenizer's checkpoint, or hf:... Default: the one beside the generator that fits it.");

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "The folder of the images, itself a run: the same command goes on with it. Default: FOLDER-images.");

    private readonly Option<ImageStorage?> images = Choice("--images", "How images are kept: a file each, or an array per chunk. Default: png.",
        ("png", ImageStorage.Png), ("npz", ImageStorage.Npz));

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the image tokenizer runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Session session;

    public DecodeCommand(Session session) : base("decode",
        "Makes images of the tokens that a run kept: later, elsewhere, or on a machine without the generator. They are those that the run " +
        "would have written. Workers of several machines share the work as those of 'softcfg run' do.",
        "softcfg run --save-tokens --images none --output tokens", "softcfg decode tokens --output images")
    {
        this.session = session;
        Arguments.Add(folder);
        foreach (var option in new Option[] { model, tokenizer, output, images, device, threads })
            Options.Add(option);
        SetAction(parse =>
        {
            Run(parse);
            return ExitCodes.Success;
        });
    }

    private void Run(ParseResult parse)
    {
        var tokens = RunFolder.Open(parse.GetRequiredValue(folder));
        var chosen = ChooseModel(parse, tokens);
        var place = DeviceChoice.Find(parse.GetValue(device) ?? "cpu");
        torch.set_num_threads(ThreadChoice.Make(parse.GetValue(threads), session).Count);
        var rank = WorkerRank.Find(null, null, session);
        var options = new DecodingOptions
        {
            ClassNames = chosen?.Classes ?? [],
            Output = parse.GetValue(output) ?? Path.TrimEndingDirectorySeparator(tokens.Path) + "-images",
            Images = parse.GetValue(images) ?? ImageStorage.Png,
            Device = place,
            Worker = new WorkerOptions { Rank = rank.Rank, WorldSize = rank.WorldSize },
        };
        var view = new RunView(tokens.Plan.Count);
        try
        {
            new ProgressView(session).Run($"loading the image tokenizer of {tokens.Plan.Model.Name}",
                progress => Work(parse, tokens, options, chosen, view, progress));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"stopped; {view.Finished} of {view.Count} images are finished, in '{options.Output}'. The same command goes on.", e);
        }
        session.Output.WriteLine($"{tokens.Plan.Count} images in {Path.Combine(options.Output, "images")}");
    }

    /// <summary>The model of a run of classes; null of a run of prompts, of which only the image tokenizer is of use.</summary>
    private ModelDescription? ChooseModel(ParseResult parse, RunFolder tokens)
    {
        if (tokens.Plan.Prompts is null)
            return ModelChoice.Make(parse.GetValue(model), parse.GetValue(tokenizer), []).Model;
        return parse.GetValue(model) is null && parse.GetValue(tokenizer) is null
            ? throw new UsageException("these are images of prompts: give --model FOLDER, or --tokenizer movqgan_270M.ckpt alone.")
            : null;
    }

    private void Work(ParseResult parse, RunFolder tokens, DecodingOptions options, ModelDescription? chosen, RunView view, IProgress<ProgressStep> progress)
    {
        using var reconstructor = chosen is not null
            ? ImageReconstructor.Load(chosen, options.Device, fingerprint: true, session.Cancellation)
            : ImageReconstructor.Load(parse.GetValue(tokenizer) ?? parse.GetRequiredValue(model)!, options.Device, fingerprint: true, session.Cancellation);
        RunDecoding.Work(tokens, options, reconstructor, new Relay<RunProgress>(p => progress.Report(view.Step("", 0, p))), session.Cancellation);
    }
}
