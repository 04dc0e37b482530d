using System.CommandLine;
using SoftCfg.Cli.Generating;
using SoftCfg.Cli.Sampling;
using SoftCfg.Runs;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Running;

/// <summary>The options by which <c>softcfg run</c> makes images of prompts: those of <c>softcfg generate</c>.</summary>
internal sealed class PromptedRun
{
    private readonly PromptChoice prompts = new();

    private readonly Option<string?> imageTokenizer = AnyText("--image-tokenizer", "FILE",
        "With --prompts, the checkpoint of the model's image tokenizer, movqgan_270M.ckpt. Default: a file movqgan* in the model's folder.");

    private readonly Option<int?> perPrompt = WholeNumber("--per-prompt", "With --prompts, images of each prompt, in place of --count. Default: 1.", 1, 1_000_000);

    private readonly Option<bool> scaleDecay = new("--scale-decay")
    {
        Description = "With --prompts, lets the scale fall to 4 within a few steps, as the release does whatever scale is asked for.",
    };

    private readonly JacobiChoice jacobi = new();

    public PromptedRun() => perPrompt.Aliases.Add("-n");

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [.. prompts.All, imageTokenizer, perPrompt, scaleDecay, .. jacobi.All];

    /// <summary>Whether a command line asks for images of prompts.</summary>
    /// <exception cref="UsageException">It does not, but has options that belong to them.</exception>
    public bool IsAsked(ParseResult parse)
    {
        if (prompts.IsGiven(parse))
            return true;
        return OptionAgreement.FirstGiven(parse, [.. All]) is { } idle
            ? throw new UsageException($"{idle.Name} belongs to images of prompts, but there are none. Give --prompts FILE as well.")
            : false;
    }

    /// <summary>What a command line asks for; loads nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="output">The folder.</param>
    /// <param name="count">What <c>--count</c> says.</param>
    /// <param name="guided">Where the model is.</param>
    /// <returns>The options that are those of prompts, and where each prompt stands.</returns>
    /// <exception cref="UsageException">It cannot be done; the message says why.</exception>
    public (PromptRunOptions Run, IReadOnlyList<PromptRequest> Requests) Read(ParseResult parse, string output, int? count, GuidedModelOptions guided)
    {
        var requests = prompts.ReadFile(parse);
        if (count is not null && OptionAgreement.Given(parse, perPrompt))
            throw new UsageException($"--count and {perPrompt.Name} exclude each other: images of all prompts together, or of each.");
        return (new PromptRunOptions
        {
            Model = guided.ModelPath(parse) ?? throw new UsageException("--model is missing: give the folder of Lumina-mGPT 2.0."),
            ImageTokenizer = parse.GetValue(imageTokenizer) ?? guided.TokenizerPath(parse),
            Output = output,
            Count = count ?? (long)requests.Count * (parse.GetValue(perPrompt) ?? 1),
            Prompts = requests.Select(RunPromptOf).ToList(),
            DecaysAsReleased = parse.GetValue(scaleDecay),
            Jacobi = jacobi.Read(parse),
        }, requests);
    }

    private static RunPrompt RunPromptOf(PromptRequest request) => new(request.Prompt)
    {
        Picture = request.Picture is { } path ? RunPicture.Of(path, picture => PictureFit.Fit(picture, request.Prompt)) : null,
    };
}
