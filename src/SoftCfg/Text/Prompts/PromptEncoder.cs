namespace SoftCfg.Text.Prompts;

/// <summary>Prompts to the ids that a model continues: <c>[beginning] text [separator] [image start] [height] [width] …</c></summary>
/// <remarks>Source: Lumina-mGPT 2.0, <c>inference_solver.py</c>, <c>data/item_processor.py</c>; the library appends start and size itself.</remarks>
public sealed class PromptEncoder
{
    /// <summary>Characters that a prompt may have: far more than any model reads.</summary>
    public const int MostCharacters = 1_000_000;

    private const int GridCodes = ImageGrid.GridPixels / ImageGrid.CodePixels;

    private readonly TextTokenizer tokenizer;
    private readonly PromptTokens tokens;

    /// <summary>Encodes with the tokens of a tokenizer.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <exception cref="TextTokenizerException">It lacks tokens that prompts need.</exception>
    public PromptEncoder(TextTokenizer tokenizer) : this(tokenizer, PromptTokens.Of(tokenizer))
    {
    }

    /// <summary>Encodes with other tokens than the tokenizer's own.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokens">The tokens around texts and images.</param>
    public PromptEncoder(TextTokenizer tokenizer, PromptTokens tokens) => (this.tokenizer, this.tokens) = (tokenizer, tokens);

    /// <summary>The tokens around texts and images.</summary>
    public PromptTokens Tokens => tokens;

    /// <summary>Tokens that a prompt and its image may have together: the positions of the model. Default any number.</summary>
    public int MostTokens { get; init; } = int.MaxValue;

    /// <summary>Encodes a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>Its ids.</returns>
    /// <exception cref="PromptException">
    /// It is empty or too long, its size is not possible, or its picture is missing, not wanted or of another size.
    /// </exception>
    /// <exception cref="TextTokenizerException">The tokenizer cannot encode it.</exception>
    public EncodedPrompt Encode(ImagePrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        EnsureWords(prompt.Text);
        var grid = new ImageGrid(prompt.Width, prompt.Height);
        EnsurePicture(prompt, grid);

        var place = prompt.Picture is null ? PicturePlace.None : prompt.Template.Place;
        var text = new List<int> { tokens.BeginningOfText };
        if (place == PicturePlace.BeforeText)
            AddPicture(text, prompt.Picture!);
        text.AddRange(EncodeText(prompt, grid, place));
        text.Add(tokens.Separator);

        var image = new List<int> { tokens.ImageStart, tokens.Size(grid.HeightInGrids), tokens.Size(grid.WidthInGrids) };
        if (place == PicturePlace.UpperHalf)
            AddRows(image, prompt.Picture!);
        var encoded = new EncodedPrompt(text, image, grid, place == PicturePlace.UpperHalf ? prompt.Picture!.Rows : 0);
        var needed = text.Count + image.Count + encoded.Remaining;
        return needed <= MostTokens ? encoded : throw new PromptException(
            $"The prompt has {text.Count} tokens and its image {needed - text.Count}; the model has positions for {MostTokens} together. " +
            "Shorten the prompt or choose a smaller size.");
    }

    private int[] EncodeText(ImagePrompt prompt, ImageGrid grid, PicturePlace place)
    {
        var parts = prompt.Template.Parts(prompt.Text, grid);
        // Where nothing places a picture, the release puts it first, with a space behind it.
        if (place == PicturePlace.BeforeText)
            parts = parts.Prepend(new(" ", AllowSpecialTokens: false));
        return prompt.AllowSpecialTokens
            ? tokenizer.Encode(string.Concat(parts.Select(part => part.Text)), allowSpecialTokens: true)
            : tokenizer.Encode([.. parts]);
    }

    private static void EnsureWords(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new PromptException("The prompt is empty. Say what the image shall show.");
        if (text.Length > MostCharacters)
            throw new PromptException($"The prompt has {text.Length} characters; at most {MostCharacters} are read. Shorten it.");
    }

    private void EnsurePicture(ImagePrompt prompt, ImageGrid grid)
    {
        var task = prompt.Template;
        if (prompt.Picture is not { } picture)
        {
            if (task.NeedsPicture)
                throw new PromptException($"The task {task.Name} needs a picture. Give one, or choose the task t2i.");
            return;
        }
        if (task.Place == PicturePlace.None)
            throw new PromptException($"The task {task.Name} takes no picture, but one is given. Leave it out, or choose another task.");
        if (picture.Rows <= 0 || picture.Columns <= 0 || picture.Rows % GridCodes > 0 || picture.Columns % GridCodes > 0 ||
            picture.Codes.Count != (long)picture.Rows * picture.Columns)
        {
            throw new PromptException($"The picture has {picture.Codes.Count} codes in {picture.Rows} rows of {picture.Columns}; " +
                $"expected rows and columns in multiples of {GridCodes}, and a code for each place.");
        }
        if (task.Place == PicturePlace.UpperHalf && (picture.Rows * 2L != grid.Rows || picture.Columns != grid.Columns))
        {
            throw new PromptException($"The picture is {Pixels(picture.Columns)} x {Pixels(picture.Rows)} pixels; as the upper half of an " +
                $"image of {grid.Width} x {grid.Height} it has to be {grid.Width} x {grid.Height / 2}.");
        }
        foreach (var code in picture.Codes)
        {
            if (code < 0 || code >= tokens.ImageCodes)
                throw new PromptException($"The picture has the code {code}; codes go from 0 to {tokens.ImageCodes - 1}.");
        }

        static int Pixels(int codes) => codes * ImageGrid.CodePixels;
    }

    private void AddPicture(List<int> ids, PictureCodes picture)
    {
        ids.AddRange([tokens.ImageStart, tokens.Size(picture.Rows / GridCodes), tokens.Size(picture.Columns / GridCodes)]);
        AddRows(ids, picture);
        ids.Add(tokens.ImageEnd);
    }

    private void AddRows(List<int> ids, PictureCodes picture)
    {
        for (var i = 0; i < picture.Codes.Count; i++)
        {
            ids.Add(tokens.FirstImageCode + picture.Codes[i]);
            if ((i + 1) % picture.Columns == 0)
                ids.Add(tokens.NewLine);
        }
    }
}
