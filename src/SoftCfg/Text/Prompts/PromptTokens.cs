using SoftCfg.Files;

namespace SoftCfg.Text.Prompts;

/// <summary>The ids of the tokens around texts and images: a tokenizer's, or those of a model that has no tokenizer.</summary>
public sealed record PromptTokens
{
    /// <summary>The id of image code 0 in the published model, where no token is named after it.</summary>
    public const int PublishedFirstImageCode = 155_000;

    /// <summary>How many image codes the published model has.</summary>
    public const int PublishedImageCodes = 16_384;

    /// <summary>Begins every sequence.</summary>
    public required int BeginningOfText { get; init; }

    /// <summary>Ends what is said to the model; the image follows.</summary>
    public required int Separator { get; init; }

    /// <summary>Begins an image.</summary>
    public required int ImageStart { get; init; }

    /// <summary>Ends an image, and generation.</summary>
    public required int ImageEnd { get; init; }

    /// <summary>Ends a row of codes.</summary>
    public required int NewLine { get; init; }

    /// <summary>The id of image code 0; code c is c more.</summary>
    public required int FirstImageCode { get; init; }

    /// <summary>How many image codes there are. Default 16384.</summary>
    public int ImageCodes { get; init; } = PublishedImageCodes;

    /// <summary>The ids of sizes, by size in grids of 32 pixels.</summary>
    public required IReadOnlyDictionary<int, int> Sizes { get; init; }

    /// <summary>The largest id of all: a model with these tokens has more ids than this.</summary>
    public int LargestId => new[] { BeginningOfText, Separator, ImageStart, ImageEnd, NewLine, FirstImageCode + ImageCodes - 1 }
        .Concat(Sizes.Values).Max();

    /// <summary>Looks the tokens up in a tokenizer.</summary>
    /// <param name="tokenizer">
    /// The tokenizer. The image codes are those from its <c>&lt;MOVQGAN0&gt;</c> on, or those of the published model if it has no
    /// such token.
    /// </param>
    /// <returns>Its tokens.</returns>
    /// <exception cref="TextTokenizerException">
    /// It lacks some: it belongs to another model. Or it names neither a token that begins texts nor one that ends them.
    /// </exception>
    public static PromptTokens Of(TextTokenizer tokenizer)
    {
        string[] needed =
            [PromptTokenNames.Separator, PromptTokenNames.ImageStart, PromptTokenNames.ImageEnd, PromptTokenNames.NewLine];
        var sizes = Enumerable.Range(1, PromptTokenNames.LargestSize)
            .Select(size => (size, id: tokenizer.FindId(PromptTokenNames.Size(size))))
            .Where(found => found.id is not null).ToDictionary(found => found.size, found => found.id!.Value);
        var missing = needed.Where(name => tokenizer.FindId(name) is null)
            .Concat(sizes.Count == 0 ? [$"any of {PromptTokenNames.Size(1)} to {PromptTokenNames.Size(PromptTokenNames.LargestSize)}"] : [])
            .ToList();
        if (missing.Count > 0)
        {
            throw new TextTokenizerException(tokenizer.Path, $"this tokenizer does not have {ForeignText.List(missing)}, so it is not " +
                "the one of a model for text to image. Give the folder of the whole checkpoint.");
        }
        var firstCode = tokenizer.FindId(PromptTokenNames.ImageCode(0));
        return new()
        {
            BeginningOfText = tokenizer.BeginningOfText ?? tokenizer.EndOfText ?? throw new TextTokenizerException(tokenizer.Path,
                "no token is named that begins or ends a text. Expected bos_token or eos_token in a tokenizer_config.json or " +
                "special_tokens_map.json beside this file: download it from where the checkpoint came from."),
            Separator = Id(PromptTokenNames.Separator),
            ImageStart = Id(PromptTokenNames.ImageStart),
            ImageEnd = Id(PromptTokenNames.ImageEnd),
            NewLine = Id(PromptTokenNames.NewLine),
            FirstImageCode = firstCode ?? PublishedFirstImageCode,
            ImageCodes = firstCode is { } first ? NamedCodes(tokenizer, first) : PublishedImageCodes,
            Sizes = sizes,
        };

        int Id(string name) => tokenizer.FindId(name)!.Value;
    }

    /// <summary>The id of a size.</summary>
    /// <param name="grids">The size in grids of 32 pixels.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="PromptException">There is no token for it.</exception>
    public int Size(int grids) => Sizes.TryGetValue(grids, out var id) ? id : throw new PromptException(
        $"The model has no token for a size of {(long)grids * ImageGrid.GridPixels} pixels; it knows " +
        $"{ForeignText.List([.. Sizes.Keys.Order().Select(size => $"{size * ImageGrid.GridPixels}")])}.");

    private static int NamedCodes(TextTokenizer tokenizer, int first)
    {
        var codes = 1;
        while (tokenizer.FindId(PromptTokenNames.ImageCode(codes)) == first + codes)
            codes++;
        return codes;
    }
}
