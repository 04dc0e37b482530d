using System.CommandLine;
using System.CommandLine.Parsing;
using SoftCfg.Text.Prompts;
using static SoftCfg.Cli.OptionFactory;

namespace SoftCfg.Cli.Generating;

/// <summary>The options that say what to generate images of, and the prompts that they come to.</summary>
internal sealed class PromptChoice
{
    private const int PublishedSize = 768;

    private readonly Argument<string[]> words = new("PROMPT")
    {
        Description = "What to generate images of, a prompt an argument. One that begins with a dash goes behind '--'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> file = AnyText("--prompts", "FILE",
        "Prompts in a file, in UTF-8: one a line, or JSON Lines with settings of their own: {\"prompt\": ..., \"width\", \"height\", " +
        "\"task\", \"picture\", \"seed\", \"index\", \"allow_special\"}, which win over options.");

    private readonly Option<int?> width = WholeNumber("--width", $"Pixels across, a multiple of {ImageGrid.GridPixels}. Default: {PublishedSize}.", 1);

    private readonly Option<int?> height = WholeNumber("--height",
        $"Pixels down, a multiple of {ImageGrid.GridPixels}; of both halves where the task has two. Default: {PublishedSize}.", 1);

    private readonly Option<string?> task = AnyText("--task", string.Join('|', PromptTemplate.All.Select(template => template.Name)),
        "What to generate: t2i, an image of the prompt; depth, canny, hed or openpose, an image over its map; i2i-..., what a " +
        "picture in the upper half belongs to; edit, a picture as the prompt changes it. Default: t2i.");

    private readonly Option<string?> picture = AnyText("--picture", "FILE",
        "The picture that the task takes, PNG or JPEG; cropped and resized where it must be.");

    private readonly Option<bool> special = new("--allow-special")
    {
        Description = "Takes special tokens that are written in a prompt for those tokens, as in the release; otherwise they are text.",
    };

    /// <summary>The argument.</summary>
    public Argument Words => words;

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [file, width, height, task, picture, special];

    /// <summary>The prompts of a command line; opens no picture.</summary>
    /// <exception cref="UsageException">There is none, or one cannot be; the message says which and why.</exception>
    public IReadOnlyList<PromptRequest> Read(ParseResult parse)
    {
        var typed = Typed(parse).Select((text, i) => RequestOf(parse, new PromptLine(text, i + 1), $"prompt {i + 1}")).ToList();
        typed.AddRange(ReadFile(parse));
        return typed.Count > 0 ? typed
            : throw new UsageException("There is no prompt. Say what to generate: softcfg generate \"a red fox\" --model FOLDER, or give --prompts FILE.");
    }

    /// <summary>The prompts of the file alone; none where there is no file. Opens no picture.</summary>
    /// <exception cref="UsageException">One cannot be; the message says which and why.</exception>
    public IReadOnlyList<PromptRequest> ReadFile(ParseResult parse) => parse.GetValue(file) is { } path
        ? PromptFile.Read(path).Select(line => RequestOf(parse, line, $"{path}: line {line.Number}")).ToList()
        : [];

    /// <summary>Whether there is a file.</summary>
    public bool IsGiven(ParseResult parse) => OptionAgreement.Given(parse, file);

    /// <summary>The parser takes an unknown option for a prompt; behind '--' everything is one.</summary>
    private string[] Typed(ParseResult parse)
    {
        var typed = parse.GetValue(words) ?? [];
        var behind = parse.Tokens.Reverse().TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var doubtful = parse.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? typed.SkipLast(behind) : typed;
        return doubtful.FirstOrDefault(word => word.Length > 1 && word[0] == '-') is { } stranger
            ? throw CommandLine.NotUnderstood(stranger, parse.CommandResult.Command)
            : typed;
    }

    private PromptRequest RequestOf(ParseResult parse, PromptLine line, string origin) =>
        PromptRequest.Checked(origin, () => Request(parse, line, origin));

    private PromptRequest Request(ParseResult parse, PromptLine line, string origin)
    {
        if (string.IsNullOrWhiteSpace(line.Text))
            throw new PromptException("The prompt is empty. Say what the image shall show.");
        var prompt = new ImagePrompt(line.Text, line.Width ?? parse.GetValue(width) ?? PublishedSize, line.Height ?? parse.GetValue(height) ?? PublishedSize)
        {
            Template = (line.Task ?? parse.GetValue(task)) is { } name ? PromptTemplate.Named(name) : PromptTemplate.TextToImage,
            Seed = line.Seed,
            Index = line.Index,
            AllowSpecialTokens = line.AllowSpecial ?? parse.GetValue(special),
        };
        _ = new ImageGrid(prompt.Width, prompt.Height);
        var given = line.Picture ?? parse.GetValue(picture);
        PictureFit.EnsureWanted(prompt, given);
        return new(prompt, given, origin);
    }
}
