using System.CommandLine;
using SoftCfg.Cli.Terminal;
using SoftCfg.Loading;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Reconstruction;

/// <summary><c>softcfg reconstruct IMAGE|FOLDER</c>: what an image tokenizer alone makes of images.</summary>
internal sealed class ReconstructCommand : ToolCommand
{
    private readonly Argument<string> images = new("IMAGE|FOLDER")
    {
        Description = "A PNG or JPEG file, or a folder of them, taken in the order of their names without sheet.png.",
    };

    private readonly Option<string?> model = AnyText("--model", "FOLDER|FILE",
        "The model whose image tokenizer is meant: a model folder, a generator's checkpoint with the tokenizer beside it, or " +
        "'fashion', the embedded model. Default: fashion.");

    private readonly Option<string?> tokenizer = AnyText("--tokenizer", "FILE",
        "An image tokenizer's checkpoint, or hf:..., without any model.");

    private readonly Option<string?> device = AnyText("--device", "cpu|cuda[:N]", "Where the tokenizer runs. Default: cpu.");

    private readonly Option<int?> threads = ThreadChoice.Option();

    private readonly Option<string?> output = AnyText("--output", "FOLDER",
        "Where the reconstructions go: NNNNNN.png by index, and sheet.png. Files of the same names are replaced. " +
        "Default: reconstructions.");

    private readonly Option<bool> json = new("--json")
    {
        Description = "Prints the measures as JSON, and nothing else, to standard output. Where a PSNR is infinite it is null, " +
            "and 'identical' says so.",
    };

    private readonly Session session;

    public ReconstructCommand(Session session) : base("reconstruct",
        "Encodes images into tokens and decodes these, to see what the image tokenizer alone loses: writes the " +
        "reconstructions, a sheet beside the originals, and PSNR and SSIM of each. An image of another size than the " +
        "tokenizer's is cropped to the largest square in its centre and resized first, and compared as such.",
        "softcfg reconstruct samples/cfg",
        "softcfg reconstruct photo.jpg --tokenizer maskgit-vqgan-imagenet-f16-256.bin")
    {
        this.session = session;
        Arguments.Add(images);
        Option[] all = [model, tokenizer, device, threads, output, json];
        foreach (var option in all)
            Options.Add(option);
        SetAction(parse =>
        {
            new ReconstructRun(Parse(parse), session).Run();
            return ExitCodes.Success;
        });
    }

    private ReconstructOptions Parse(ParseResult parse)
    {
        if (parse.GetValue(model) is not null && parse.GetValue(tokenizer) is not null)
        {
            throw new UsageException(
                "--model and --tokenizer exclude each other: an image tokenizer of its own, or the one of a model.");
        }
        return new ReconstructOptions
        {
            Images = parse.GetRequiredValue(images),
            Model = parse.GetValue(model) ?? EmbeddedModel.Name,
            Tokenizer = parse.GetValue(tokenizer),
            Device = parse.GetValue(device) ?? "cpu",
            Threads = ThreadChoice.Make(parse.GetValue(threads), session).Count,
            Output = parse.GetValue(output) ?? "reconstructions",
            Json = parse.GetValue(json),
        };
    }
}
