namespace SoftCfg.Playground.Api.Images;

/// <summary>An image.</summary>
/// <param name="B64Json">The file's bytes in Base64.</param>
/// <param name="Index">Its index: with the seed it decides the image.</param>
internal sealed record ImageBody(byte[] B64Json, long Index);
