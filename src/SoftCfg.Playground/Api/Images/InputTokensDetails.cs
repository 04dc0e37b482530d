namespace SoftCfg.Playground.Api.Images;

/// <summary>Of what kinds the input's tokens are, in OpenAI's shape.</summary>
/// <param name="TextTokens">Always 0.</param>
/// <param name="ImageTokens">Always 0.</param>
internal sealed record InputTokensDetails(long TextTokens, long ImageTokens);
