namespace SoftCfg.Playground.Api.Images;

/// <summary>Images, in OpenAI's shape with a little more.</summary>
/// <param name="Created">When they were finished, in seconds since 1970.</param>
/// <param name="Data">The images, in the order of their indices.</param>
/// <param name="OutputFormat"><c>png</c>, <c>jpeg</c> or <c>webp</c>.</param>
/// <param name="Size">Their size, such as <c>256x256</c>.</param>
/// <param name="Model">The model that made them.</param>
/// <param name="Seed">With their indices it decides them: the same request with it gives the same images.</param>
/// <param name="Usage">How many tokens were sampled.</param>
internal sealed record ImagesResponse(long Created, IReadOnlyList<ImageBody> Data, string OutputFormat, string Size, string Model, ulong Seed,
    ImageUsage Usage);
