namespace SoftCfg.Sessions;

/// <summary>
/// How large the images of a session may be. Memory for so many tokens is taken when it begins; models of classes need no more than
/// their images have, whatever is given here.
/// </summary>
/// <param name="ContextTokens">Tokens in front of an image, at most: its prompt and its size.</param>
/// <param name="ImageTokens">Tokens of an image, at most.</param>
public sealed record SessionSize(int ContextTokens, int ImageTokens)
{
    /// <summary>A prompt of some hundred words, a picture of 768 x 768 pixels.</summary>
    public static SessionSize Default { get; } = new(1024, (96 * 97) + 1);
}
