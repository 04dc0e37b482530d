namespace SoftCfg.Text.Prompts;

/// <summary>A prompt as the ids that a model continues.</summary>
/// <param name="Text">What is said to the model, up to and with the separator; a picture before the text is part of it.</param>
/// <param name="Image">
/// The beginning of the image: its start, height and width in grids, and the rows of a given upper half, each with its new line.
/// The unconditional branch begins here.
/// </param>
/// <param name="Grid">The size of the image.</param>
/// <param name="GivenRows">How many rows of codes are given.</param>
public sealed record EncodedPrompt(IReadOnlyList<int> Text, IReadOnlyList<int> Image, ImageGrid Grid, int GivenRows)
{
    /// <summary>Start, height and width: what <see cref="Image"/> begins with.</summary>
    public const int SizeTokens = 3;

    /// <summary>All ids: the text, then the image's beginning.</summary>
    public IReadOnlyList<int> Tokens => [.. Text, .. Image];

    /// <summary>How many tokens are left to decode: codes and new lines, and the image's end.</summary>
    public long Remaining => Grid.TokensWithNewLines - ((long)GivenRows * (Grid.Columns + 1)) + 1;
}
