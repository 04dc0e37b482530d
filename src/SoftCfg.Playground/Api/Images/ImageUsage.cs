namespace SoftCfg.Playground.Api.Images;

/// <summary>How many tokens were sampled, in OpenAI's shape.</summary>
/// <param name="InputTokens">Always 0: contexts are not counted.</param>
/// <param name="OutputTokens">Tokens of the images.</param>
/// <param name="TotalTokens">Both.</param>
/// <param name="InputTokensDetails">Of what kinds the input's tokens are.</param>
internal sealed record ImageUsage(long InputTokens, long OutputTokens, long TotalTokens, InputTokensDetails InputTokensDetails)
{
    public static ImageUsage Of(long tokens) => new(0, tokens, tokens, new(0, 0));
}
