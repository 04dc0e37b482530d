namespace SoftCfg.Text.Prompts;

/// <summary>What to generate an image of.</summary>
/// <param name="Text">The words.</param>
/// <param name="Width">Pixels across, a positive multiple of 32. Default 768.</param>
/// <param name="Height">Pixels down, a positive multiple of 32; of both halves where the task has two. Default 768.</param>
public sealed record ImagePrompt(string Text, int Width = 768, int Height = 768)
{
    /// <summary>The task. Default text to image.</summary>
    public PromptTemplate Template { get; init; } = PromptTemplate.TextToImage;

    /// <summary>The picture that the task takes, if it takes one. Default none.</summary>
    public PictureCodes? Picture { get; init; }

    /// <summary>The seed of its images.</summary>
    /// <value>Default null: that of the generation.</value>
    public ulong? Seed { get; init; }

    /// <summary>
    /// The index, in place of its own, by which its first image draws random numbers; a further image of the prompt has the next one.
    /// </summary>
    /// <value>Default null: an image draws by its index in its generation, which other prompts decide too.</value>
    public long? Index { get; init; }

    /// <summary>
    /// Whether special tokens that are written in <see cref="Text"/> are those tokens, as in the release. Default false: they
    /// are text.
    /// </summary>
    public bool AllowSpecialTokens { get; init; }

    /// <summary>The prompt as a further image has it.</summary>
    /// <param name="times">How many images it had before.</param>
    /// <returns>The same, with the <see cref="Index"/> of that image.</returns>
    public ImagePrompt Again(long times) => Index is null ? this : this with { Index = Index + times };
}
