namespace SoftCfg.Text;

/// <summary>A token beside the vocabulary of byte pairs, looked for in a text before anything else.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <remarks>Source: Hugging Face tokenizers, <c>AddedToken</c>.</remarks>
public sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it is a mark for the model rather than text. Default false.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether it counts only where no letter, digit or underscore touches it. Default false.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes the white space before it with it. Default false.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Whether it takes the white space behind it with it. Default false.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Whether it is looked for in the normalized text rather than in the text as it is. Default false.</summary>
    public bool Normalized { get; init; }
}
